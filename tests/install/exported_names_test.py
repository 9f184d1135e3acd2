"""Of Segmenta's own names the shared library exports those that the public headers declare, and nothing else.

    exported_names_test.py LIBRARY INCLUDE_FOLDER
"""
import pathlib
import re
import subprocess
import sys

# Of a mangled name: the first name within segmenta. Its own scope counts, not that of its arguments.
OURS = re.compile(r"_Z(?:T[VTIS]|GV|Th\d+_)?NK?8segmenta(\d*)(\w*)")
DECLARED = re.compile(r"\b(?:class|struct|enum class|using)\s+(\w+)|\b(\w+)\(|\b(\w+)(?:\[\w*\])?\s*=")


def declared(folder):
    """Names that the public headers declare; comments do not count."""
    text = "\n".join(file.read_text() for file in sorted(folder.glob("*.h")))
    return {name for names in DECLARED.findall(re.sub(r"//.*", "", text)) for name in names if name}


def unexpected(symbols, names):
    for symbol in symbols:
        name = OURS.match(symbol)
        if name and name[1] and name[2][:int(name[1])] not in names:
            yield symbol


def exported(library):
    listed = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True, check=True)
    return [line.split()[-1] for line in listed.stdout.splitlines()]


def main():
    library, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    symbols = exported(library)
    wrong = list(unexpected(symbols, declared(folder)))
    shown = subprocess.run(["c++filt"], input="\n".join(wrong), capture_output=True, text=True, check=True).stdout
    print(shown if wrong else "every name is public")
    # A library that exported nothing would pass unseen.
    return 1 if wrong or not any("8segmenta3fit" in symbol for symbol in symbols) else 0


if __name__ == "__main__":
    sys.exit(main())
