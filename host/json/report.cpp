// What the command that writes the page says of it, as JSON.

#include <segmenta/json.h>

#include "json/json.h"

namespace segmenta {

std::string report_json(const ReportRun& run) {
  return text_of({{"rows", run.rows},
                  {"k", run.k},
                  {"meanings", meanings_of(run.taken)},
                  {"suppressed", run.suppressed},
                  {"bytes", run.bytes},
                  {"output", run.output}});
}

}  // namespace segmenta
