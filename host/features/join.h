#pragma once
// Left joins of further sources to the customers' rows.

#include <segmenta/features.h>

#include <string>
#include <vector>

#include "features/customer_rows.h"
#include "features/customers.h"
#include "parallel.h"

namespace segmenta::features {

/// Names of the columns that a source adds. Throws where it cannot be read or lacks its key.
std::vector<std::string> joined_names(const JoinSource& source, char delimiter, const Context& context);

struct Joined {
  std::vector<StoreColumn> columns;
  JoinAccount account;
};

/// Reads the source once; what is held is its keys and the cells of customers that have a row.
Joined join(const JoinSource& source, const FeatureOptions& options, const Customers& customers,
            const CustomerRows& rows, ThreadPool& pool, const Context& context);

}  // namespace segmenta::features
