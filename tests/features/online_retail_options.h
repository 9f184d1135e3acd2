#pragma once
// The columns of UCI Online Retail.

#include <segmenta/features.h>

namespace segmenta {

inline FeatureOptions online_retail_options() {
  FeatureOptions options;
  options.orders = {SEGMENTA_TEST_DATA "/online_retail.csv.gz"};
  options.customer = "CustomerID";
  options.date = "InvoiceDate";
  options.quantity = "Quantity";
  options.price = "UnitPrice";
  options.order = "InvoiceNo";
  return options;
}

}  // namespace segmenta
