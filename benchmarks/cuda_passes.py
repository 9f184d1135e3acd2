"""Runs cuda_benchmark and puts its passes into RESULTS.md, between two marker comments, with the card and its driver.

    scripts/benchmark --device cuda [OPTION OF CUDA_BENCHMARK...]     such as --benchmark_filter=/8/8
"""
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
RESULTS = HERE / "RESULTS.md"
BEGIN, END = "<!-- cuda_passes.py writes from here -->", "<!-- cuda_passes.py writes to here -->"

HEAD = """\
## Passes of the CUDA engine

{device}, driver for CUDA {driver}; copies within the device {bandwidth:.0f} GB/s, float32 peak {flops:.0f} TFLOP/s. Constant
centroids, correlated normal rows, labels that stay as they are; the first pass, in which every row moves, apart. The floor
is the larger of 2 k d flops and 4 d + 4 bytes a row.

| n, d, k | ns a row | over the floor | first pass, ns a row | rows rechecked |
|---|---|---|---|---|
"""


def measure(program, options):
    command = [program, "--benchmark_format=json", *options]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def table(result):
    passes = [one for one in result["benchmarks"] if one["name"].startswith("assign")]
    streamed = [one for one in result["benchmarks"] if one["name"].startswith("stream")]
    context = result["context"]
    version = int(context["driver"])
    text = HEAD.format(device=context["device"], driver=f"{version // 1000}.{version % 1000 // 10}",
                       bandwidth=passes[0]["GBs"], flops=passes[0]["TFLOPs"])
    for one in passes:
        n, d, k = (int(size) for size in one["name"].split("/")[1:4])
        text += (f"| {n / 1e6:g}M, {d}, {k} | {one['ns_per_row']:.3g} | {one['of_floor']:.2f} | "
                 f"{one['first_ns_per_row']:.3g} | {one['recheck']:.1e} |\n")
    for one in streamed:
        way = "from pinned pages" if one["name"].split("pin:")[1].startswith("1") else "through pinned buffers"
        text += (f"\nRows of 16 features streamed {way}: {one['GBs']:.1f} GB/s, {100 * one['of_pinned_copy']:.0f} % of a plain "
                 f"loop of pinned copies; {one['setup_s']:.2f} s to set up.")
    return text


def main():
    text = table(measure(sys.argv[1], sys.argv[2:]))
    print(text)
    before, _, after = re.split(f"{BEGIN}|{END}", RESULTS.read_text())
    RESULTS.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}")


if __name__ == "__main__":
    main()
