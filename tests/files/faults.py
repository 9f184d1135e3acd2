#!/usr/bin/env python3
"""Lets system calls of segmenta fail, and sends it signals, at any moment; then looks at what is left.

    tests/files/faults.py build/release/segmenta [--seconds 60] [--seed 1]

Needs strace. A run that fails ends with a code of its own, leaves the outputs of before as they were, and no other
file. A run that succeeds has the outputs that it has without a fault. Prints a line for each that does neither, and
ends with code 1 where there is one.
"""
import argparse, collections, hashlib, pathlib, random, shutil, signal, subprocess, sys, tempfile, time

CODES = {2, 3, 4, 5}
LOADER = 127  # the program never began
# Not of unlink: a file that cannot be removed stays.
ERRORS = {
    "openat": ["EMFILE", "EACCES", "EIO", "ENOSPC"], "read": ["EIO"], "pread64": ["EIO"],
    "write": ["ENOSPC", "EIO", "EDQUOT"], "pwrite64": ["ENOSPC", "EIO"], "ftruncate": ["EIO", "ENOSPC"],
    "fsync": ["EIO", "ENOSPC"], "rename": ["ENOSPC", "EACCES", "EIO"], "close": ["EIO"],
    "renameat2": ["ENOSPC", "EACCES", "EIO"], "mkdir": ["ENOSPC", "EACCES", "EIO"],
    "newfstatat": ["EIO", "EACCES"], "fstat": ["EIO"], "lseek": ["EINVAL"], "mmap": ["ENOMEM"], "clone3": ["EAGAIN"],
    "clone": ["EAGAIN"], "fchmod": ["EPERM"], "pipe2": ["EMFILE"], "poll": ["EINVAL"], "wait4": ["ECHILD"],
}
# Each with the files or folders that it writes; these are there before, of another run.
COMMANDS = [
    ("features --orders orders.csv --customer id --date day --amount amount {} -o customers.h5",
     ["customers.h5"], ["", "--as-of 2024-01-01"]),
    ("fit customers.h5 --features monetary,frequency --bootstrap 0 --k {} -o model.h5 --segments segments.h5",
     ["model.h5", "segments.h5"], ["3", "2"]),
    ("fit customers.h5 --features monetary --bootstrap 0 --k {} -o other.h5", ["other.h5"], ["4", "5"]),
    ("assign customers.h5 --model {} -o assigned.h5", ["assigned.h5"], ["model.h5", "other.h5"]),
    ("audience segments.h5 --contacts contacts.csv --id id --email email --consent none-needed --target google,csv "
     "--min-audience {} -o lists", ["lists"], ["1", "2"]),
    ("report customers.h5 --model model.h5 --segments segments.h5 --title {} -o page.html", ["page.html"], ["A", "B"]),
]
HEEDED_IN_S = 2


def content_of(path):
    lines = path.read_bytes().splitlines(keepends=True)
    return b"".join(line for line in lines if path.name != "manifest.json" or b'"written"' not in line)


def digests(folder):
    return {str(path.relative_to(folder)): "folder" if path.is_dir() else hashlib.sha256(content_of(path)).hexdigest()
            for path in sorted(folder.rglob("*"))}


def remove(path):
    shutil.rmtree(path) if path.is_dir() else path.unlink()


class Trial:
    """One command in a folder with its inputs, and with outputs of before."""

    def __init__(self, program, base, command, outputs, values):
        self.program, self.base, self.outputs = program, base, outputs
        self.words = command.format(values[0]).split()
        self.quiet(command.format(values[1]).split())
        self.earlier = {path.relative_to(base): path.read_bytes() for name in outputs
                        for path in [base / name, *(base / name).rglob("*")] if path.is_file()}
        started = time.monotonic()
        self.quiet(self.words)
        self.seconds = time.monotonic() - started
        self.after = digests(base)
        self.restore()
        self.before = digests(base)
        if self.before == self.after:
            sys.exit(f"{' '.join(self.words)}: another run has the same outputs")
        self.calls = self.count_calls()

    def quiet(self, words):
        subprocess.run([self.program, *words, "--quiet"], cwd=self.base, check=True, stdout=subprocess.DEVNULL)

    def restore(self):
        for path in self.base.iterdir():
            if path.name not in self.after or path.name in self.outputs:
                remove(path)
        for name, content in self.earlier.items():
            (self.base / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.base / name).write_bytes(content)

    def count_calls(self):
        table = self.base.parent / "calls"
        subprocess.run(["strace", "-f", "-c", "-o", table, self.program, *self.words, "--quiet"], cwd=self.base, check=True)
        self.restore()
        calls = {}
        for line in table.read_text().splitlines():
            words = line.split()
            if words and words[-1] in ERRORS and len(words) >= 5:
                calls[words[-1]] = int(words[3])
        return calls

    def start(self, before=()):
        return subprocess.Popen([*before, self.program, *self.words, "--quiet"], cwd=self.base,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def verdict(self, code, message):
        """What is wrong with how it ended, or nothing."""
        left = digests(self.base)
        self.restore()
        if code == 0:
            return None if left == self.after else "it succeeded, and its outputs are not those of another run"
        if code not in CODES and code != LOADER:
            return f"it ended with {code}: {message.strip()[-200:]}"
        if left == self.before:
            return None
        changed = sorted(name for name in left.keys() | self.before.keys() if left.get(name) != self.before.get(name))
        return f"it ended with {code} and changed {', '.join(changed)}"


def fail_a_call(trial, draw):
    call = draw.choice(sorted(trial.calls))
    error, place = draw.choice(ERRORS[call]), draw.randint(1, trial.calls[call])
    run = trial.start(["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}",
                       "-e", f"inject={call}:error={error}:when={place}"])
    _, message = run.communicate(timeout=120)
    return f"{call} {place} fails by {error}", trial.verdict(run.returncode, message)


def send_a_signal(trial, draw):
    name = draw.choice(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"])
    after = draw.uniform(0, 1.1 * trial.seconds)
    run = trial.start()
    time.sleep(after)
    run.send_signal(getattr(signal, name))
    sent = time.monotonic()
    try:
        _, message = run.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        run.kill()
        run.communicate()
        trial.restore()
        return f"{name} after {after:.3f} s", "it goes on"
    took = time.monotonic() - sent
    code = run.returncode
    if code < 0 and digests(trial.base) == trial.before:
        return f"{name} after {after:.3f} s", None  # before it could heed any
    wrong = trial.verdict(code, message)
    if not wrong and took > HEEDED_IN_S:
        wrong = f"it took {took:.1f} s to end"
    return f"{name} after {after:.3f} s", wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--customers", type=int, default=3000)
    options = parser.parse_args()
    if not shutil.which("strace"):
        sys.exit("strace is not there")
    draw = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as made:
        base = pathlib.Path(made) / "work"
        base.mkdir()
        with open(base / "orders.csv", "w") as orders:
            orders.write("id,day,amount\n")
            for line in range(3 * options.customers):
                orders.write(f"{draw.randrange(options.customers)},2023-{draw.randint(1, 12):02}-{draw.randint(1, 28):02},"
                             f"{draw.lognormvariate(3, 1):.2f}\n")
        with open(base / "contacts.csv", "w") as contacts:
            contacts.write("id,email\n")
            contacts.writelines(f"{customer},c{customer}@example.org\n" for customer in range(options.customers))
        begun = time.monotonic()
        wrong, counts = 0, collections.Counter()
        program = options.program.resolve()
        for at, (command, outputs, values) in enumerate(COMMANDS):
            trial = Trial(program, base, command, outputs, values)
            until = begun + options.seconds * (at + 1) / len(COMMANDS)
            while time.monotonic() < until:
                attack = draw.choice([fail_a_call, fail_a_call, fail_a_call, send_a_signal])
                what, why = attack(trial, draw)
                counts[attack.__name__] += 1
                if why:
                    wrong += 1
                    print(f"{trial.words[0]}, {what}: {why}", flush=True)
            trial.quiet(trial.words)
        print(f"{counts['fail_a_call']} calls failed, {counts['send_a_signal']} signals sent: {wrong} wrong")
    return 1 if wrong else 0


sys.exit(main())
