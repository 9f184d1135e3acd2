#pragma once
// The one place that decides what a report may tell: what rests on too few customers is taken out of it, before
// anything is drawn or written.

#include <segmenta/report.h>

namespace segmenta {

/// Takes out of a report, whose suppressed segments have no customer in it, every figure that rests on fewer customers
/// than `options.min_cell` or that with others would give one away: figures become NaN, counts `withheld`, names and
/// places of suppressed segments generic. See include/segmenta/report.h.
void withhold(Report& report, const ReportOptions& options);

/// Of reasons with fewer order lines than that, no revenue.
OrderAccount withheld_account(OrderAccount account, std::int64_t least);

}  // namespace segmenta
