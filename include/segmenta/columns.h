#pragma once
// What a column means, by what it is called. One table of names (host/columns/meanings.cpp) for every command; what it
// says can be overridden by naming the column.
//
//   const std::string value = take_column(*store, Meaning::value, "");   // "monetary", or "" where there is none
//
// Names are compared by their words: case, separators and capitals within do not matter, so that "recency_days",
// "RecencyDays" and "rfm.recency" are all a recency. "n_orders" and "Total Orders" are a frequency, since prefixes such
// as customer, rfm, total, number of and n do not change what is counted. An average or a rate ("avg", "per", "pct"), a
// score, rank or segment is none of the numbers: it does not add up over customers.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <segmenta/export.h>
#include <segmenta/table.h>

namespace SEGMENTA_API segmenta {

enum class Meaning { id, recency, frequency, value, margin, consent, market, date, contact };

inline constexpr Meaning all_meanings[] = {Meaning::id,     Meaning::recency, Meaning::frequency,
                                           Meaning::value,  Meaning::margin,  Meaning::consent,
                                           Meaning::market, Meaning::date,    Meaning::contact};

/// "recency": its name in options, notes and JSON.
std::string_view name_of(Meaning meaning);

/// How usual this name is for a column of that meaning, 0 for the most usual; nothing where it does not mean that.
std::optional<int> rank_of(std::string_view name, Meaning meaning);

/// Name of the column that means that, "" where none does: of the most usual name, the first of equals. Recency,
/// frequency, value and margin are numbers: columns of text are passed over for them.
std::string find_column(std::span<const Column> columns, Meaning meaning);

/// The column that a person named, else the one found, "" where there is none. Throws Error(input) for a named column
/// that there is not, or that is text where the meaning is a number.
std::string take_column(const Table& table, Meaning meaning, const std::string& named);

/// A meaning and the column that was taken for it; "" where there is none.
struct TakenColumn {
  Meaning meaning;
  std::string column;
};

/// What is taken for each meaning where a person names none; the id is the table's own.
std::vector<TakenColumn> taken_columns(const Table& table);

/// What people call columns, by their names.
using Labels = std::map<std::string, std::string>;

/// What people call a column: its own label, that of a feature of `segmenta features` ("recency_days" is "days since
/// last order"), else its name.
std::string label_of(const Column& column);

/// "value is 'monetary', recency is 'recency_days'", of those that there are.
std::string taken_text(std::span<const TakenColumn> taken);

}  // namespace segmenta
