#pragma once
// Left joins of further sources to the customers' rows.

#include <segmenta/features.h>

#include <cstdint>
#include <string>
#include <vector>

#include "features/customer_rows.h"
#include "features/customers.h"
#include "features/source_files.h"
#include "parallel.h"

namespace segmenta::features {

/// Names of the columns that a source adds. Throws where it cannot be read or lacks a column.
std::vector<std::string> joined_names(const JoinSource& source, SourceFiles& files);
/// "visits_pages": a column of a source, as FeatureOptions::types name it.
std::string joined_name(const JoinSource& source, const std::string& column);

struct Joined {
  std::vector<StoreColumn> columns;
  JoinAccount account;
};

/// What sources are joined to. All must outlive the join.
struct JoinTarget {
  const FeatureOptions& options;
  const Customers& customers;
  const CustomerRows& rows;
  std::int32_t as_of = 0;  ///< day
};

/// Reads the source once; what is held is its keys and the cells of customers that have a row. A source with
/// aggregations is read twice, first to find what its columns hold.
Joined join(const JoinSource& source, SourceFiles& files, const JoinTarget& target, ThreadPool& pool,
            const Context& context);

/// join() of a source with aggregations.
Joined join_aggregated(const JoinSource& source, SourceFiles& files, const JoinTarget& target, ThreadPool& pool,
                       const Context& context);

}  // namespace segmenta::features
