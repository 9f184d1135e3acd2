"""The check of the order of rooms says what is wrong, and where; on small trees made here."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts/check_includes"


class CheckIncludes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.put("include/segmenta/table.h", "")
        self.put("include/segmenta/fit.h", "#include <segmenta/table.h>\n")
        self.put("host/store/hdf5.h", "")
        self.put("host/cluster/lloyd.h", "")

    def put(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def check(self):
        """The exit code, and what was printed."""
        done = subprocess.run([sys.executable, SCRIPT, self.root], capture_output=True, text=True)
        self.assertEqual(done.stderr, "")
        return done.returncode, done.stdout.strip()

    def expect_only(self, message):
        self.assertEqual(self.check(), (1, message))

    def expect_accepted(self):
        self.assertEqual(self.check(), (0, "every include is within the order of rooms"))

    def test_accepts_the_own_room_and_those_above(self):
        self.put("host/segments/fit.cpp",
                 '#include <segmenta/fit.h>\n#include <vector>\n#include "cluster/lloyd.h"\n#include "store/hdf5.h"\n')
        self.expect_accepted()

    def test_refuses_a_room_below_with_file_and_line(self):
        self.put("host/store/ids.cpp", '// Ids.\n#include <vector>\n#include "cluster/lloyd.h"\n')
        self.expect_only("host/store/ids.cpp:3: host/store comes before host/cluster, and so may not include cluster/lloyd.h")

    def test_refuses_a_room_below_by_a_path_through_the_parent(self):
        self.put("host/store/ids.cpp", '#  include "../cluster/lloyd.h"\n')
        self.expect_only(
            "host/store/ids.cpp:1: host/store comes before host/cluster, and so may not include ../cluster/lloyd.h")

    def test_counts_a_public_header_with_the_room_that_implements_it(self):
        self.put("host/store/ids.cpp", "#include <segmenta/fit.h>\n")
        self.expect_only(
            "host/store/ids.cpp:1: host/store comes before host/segments, and so may not include segmenta/fit.h")

    def test_holds_public_headers_to_the_order_too(self):
        self.put("include/segmenta/table.h", "#include <segmenta/fit.h>\n")
        self.expect_only("include/segmenta/table.h:1: host comes before host/segments, and so may not include segmenta/fit.h")

    def test_refuses_a_public_header_of_no_room(self):
        self.put("include/segmenta/horoscope.h", "")
        self.expect_only("include/segmenta/horoscope.h: belongs to no room "
                         "(scripts/check_includes lists the rooms and their headers)")

    def test_refuses_a_folder_that_is_no_room(self):
        self.put("host/attic/old.cpp", "")
        self.expect_only("host/attic/old.cpp: belongs to no room "
                         "(scripts/check_includes lists the rooms and their headers)")

    def test_knows_headers_that_the_build_makes(self):
        self.put("cli/main.cpp", "#include <segmenta/version.h>\n")
        self.expect_accepted()

    def test_lets_the_choice_of_an_engine_look_down_at_engines_alone(self):
        self.put("host/engine/cpu/cpu_engine.h", "")
        self.put("host/engine/engine_choice.cpp", '#include "engine/cpu/cpu_engine.h"\n#include "cluster/lloyd.h"\n')
        self.expect_only("host/engine/engine_choice.cpp:2: host/engine comes before host/cluster, "
                         "and so may not include cluster/lloyd.h")


if __name__ == "__main__":
    unittest.main()
