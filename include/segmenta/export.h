#pragma once
// What the shared library exports: what public headers declare, each within `namespace SEGMENTA_API segmenta`.
// Everything else in it is hidden.

#define SEGMENTA_API [[gnu::visibility("default")]]
