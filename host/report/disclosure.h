#pragma once
// The one place that decides what a report may tell: what rests on too few customers is taken out of it, before
// anything is drawn or written.

#include <segmenta/measure.h>
#include <segmenta/report.h>

namespace segmenta {

/// Takes out of a report, whose suppressed segments have no customer in it, every figure that rests on fewer customers
/// than `options.min_cell` or that with others would give one away: figures become NaN, counts `withheld`, names and
/// places of suppressed segments generic. See include/segmenta/report.h.
void withhold(Report& report, const ReportOptions& options);

/// Of reasons with fewer order lines than that, no revenue.
OrderAccount withheld_account(OrderAccount account, std::int64_t least);

/// A campaign without segments in which an arm has fewer customers than that, or fewer who converted or did not;
/// without more, where those left out were too few together, so that no difference gives them away; and without values
/// of single customers. Throws Error(input) where all customers are too few.
Measurement withheld_measurement(Measurement measured, std::int64_t least);

}  // namespace segmenta
