// Passes over the order lines once and notes each product of a customer the first time.

#include <arrow/util/thread_pool.h>
#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/purchases.h>

#include <algorithm>
#include <numeric>
#include <span>
#include <string_view>
#include <utility>

#include "features/arrow_errors.h"
#include "features/block_stream.h"
#include "features/cell.h"
#include "features/customer_id.h"
#include "features/customer_rows.h"
#include "features/customers.h"
#include "features/feature_columns.h"
#include "features/hash_set.h"
#include "features/options.h"
#include "features/order_lines.h"
#include "features/period.h"
#include "features/source_files.h"
#include "features/text_dictionary.h"
#include "features/utf8.h"

namespace segmenta {
namespace features {
namespace {

struct Bought {
  std::uint32_t customer, product;
};

class PurchaseCollector {
 public:
  explicit PurchaseCollector(const FeatureOptions& options) : customers_(id_rules(options), 0) {}

  void add(const OrderLines& lines) {
    for (std::size_t row = 0; row < lines.lines.size(); ++row) {
      const OrderLine& line = lines.lines[row];
      if (line.reason != Reason::none || line.customer.empty()) continue;
      const std::uint32_t customer = customers_.code_of(line.customer);
      customers_.add_order_line(customer, line);
      const std::string_view product = trimmed(lines.kept[0][row]);
      if (is_missing(product)) continue;
      ++lines_;
      const std::uint32_t code = products_.intern(product);
      if (known_.insert(hash_of({code, 1}, customer))) bought_.push_back({customer, code});
    }
  }

  Purchases finish(bool text) {
    Purchases made;
    customers_.settle();
    CustomerRows rows = order_customers(customers_, text);
    made.lines = lines_;
    made.ids = std::move(rows.ids);
    const std::vector<std::uint32_t> place = sorted_products(made.products);
    std::vector<std::size_t> row_of(customers_.count(), rows.codes.size());
    for (std::size_t row = 0; row < rows.codes.size(); ++row) row_of[rows.codes[row]] = row;
    made.begin.resize(rows.codes.size() + 1);
    for (const Bought& one : bought_) {
      if (row_of[one.customer] < rows.codes.size()) ++made.begin[row_of[one.customer] + 1];
    }
    std::partial_sum(made.begin.begin(), made.begin.end(), made.begin.begin());
    made.product.resize(made.begin.back());
    std::vector<std::size_t> next = made.begin;
    for (const Bought& one : bought_) {
      if (row_of[one.customer] < rows.codes.size()) made.product[next[row_of[one.customer]]++] = place[one.product];
    }
    for (std::size_t row = 0; row < rows.codes.size(); ++row) {
      const std::span<std::uint32_t> its =
          std::span(made.product).subspan(made.begin[row], next[row] - made.begin[row]);
      std::ranges::sort(its);
    }
    return made;
  }

 private:
  // Names by bytes, and of each code its place among them: whichever line comes first.
  std::vector<std::uint32_t> sorted_products(std::vector<std::string>& names) const {
    std::vector<std::uint32_t> codes(products_.size());
    std::iota(codes.begin(), codes.end(), 0U);
    std::ranges::sort(codes, {}, [this](std::uint32_t code) { return products_.text(code); });
    std::vector<std::uint32_t> place(codes.size());
    for (std::uint32_t i = 0; i < codes.size(); ++i) {
      place[codes[i]] = i;
      const std::string_view name = products_.text(codes[i]);
      names.push_back(recoded_to_utf8(name).value_or(std::string(name)));
    }
    return place;
  }

  Customers customers_;
  TextDictionary products_;
  HashSet known_;
  std::vector<Bought> bought_;
  std::int64_t lines_ = 0;
};

Purchases collect(const FeatureOptions& given, const Context& context) {
  if (given.product.empty()) {
    throw Error(ErrorKind::usage, "The product is not named", "", "Name the column that holds it");
  }
  FeatureOptions options = given;
  options.keep = {options.product};
  check_options(options);
  check(arrow::SetCpuThreadPoolCapacity(context.worker_threads()), "order lines");
  ThreadPool pool(context.worker_threads());
  const Period period = find_period(options, pool, context);
  PurchaseCollector collector(options);
  for (const auto& path : options.orders) {
    SourceFiles files(path, layout_of(options), context);
    for (std::size_t file = 0; file < files.count(); ++file) {
      const auto source = files.open(file);
      const OrderLineReader reader(options, period, *source);
      stream_blocks<OrderLines>(
          *source, pool, context, [&](const Block& block) { return reader.read(block); },
          [&](const Block&, const OrderLines& lines) {
            collector.add(lines);
            context.progress("purchases", source->bytes_read(), files.bytes());
          });
    }
  }
  Purchases made = collector.finish(forced_type(options, options.customer) == "string");
  if (!made.product.empty()) return made;
  throw Error(ErrorKind::input, fmt::format("Nobody in {} has bought a product", describe_orders(options)),
              fmt::format("no order line has a customer, an amount above 0 and a {}", options.product),
              "Name the columns that hold these");
}

}  // namespace
}  // namespace features

Purchases collect_purchases(const FeatureOptions& options, const Context& context) {
  return features::collect(options, context);
}

}  // namespace segmenta
