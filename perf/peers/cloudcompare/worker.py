"""CloudCompare's side of the suite `points`: reads commands from standard input and answers on standard output, as
dev.kymo.perf.run.WorkerMain does. Run by python3 under a display of its own (`xvfb-run`).

CloudCompare draws nothing without its window and takes no commands while it has one. So its own test of the frame
rate (menu Display) is begun by keys, and its processor time is read from the kernel: a turn of the cloud about the
picture's vertical in 50 steps and one more, if that takes ten seconds at least, and one picture at the end.

The cloud is what dev.kymo.perf.picture.PointScene left in the data folder: 32-bit floats x y z of all points, then
four bytes a b g r (little-endian rgba words). It is turned so that CloudCompare's first view is from above."""

import os
import subprocess
import sys
import time

import numpy

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from worker_lines import serve  # noqa: E402

# The window that leaves 1920 x 1080 to the cloud.
WINDOW = ["2282", "1307"]
VIEW = "1920x1080+321+62"
BYTES_PER_POINT = 16
WAIT_SECONDS = 60
PICTURES = 52
TEST_SECONDS = 10
# From the menu's end to its line Test Frame Rate.
STEPS_UP = 7
IDLE_SECONDS = 0.5


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def convert(path, folder):
    """Writes the cloud as CloudCompare's own kind of file, which it opens without a question."""
    count = os.path.getsize(path) // BYTES_PER_POINT
    raw = numpy.fromfile(path, dtype=numpy.uint8)
    xyz = raw[: count * 12].view(numpy.float32).reshape(count, 3)
    points = numpy.empty(count, dtype=[("place", "<f4", 3), ("colour", "u1", 3)])
    points["place"][:, 0] = xyz[:, 0]
    points["place"][:, 1] = -xyz[:, 2]
    points["place"][:, 2] = xyz[:, 1]
    points["colour"] = raw[count * 12 :].reshape(count, 4)[:, 3:0:-1]
    ply = os.path.join(folder, "turn.ply")
    with open(ply, "wb") as out:
        properties = "".join(f"property float {axis}\n" for axis in "xyz")
        properties += "".join(f"property uchar {channel}\n" for channel in ("red", "green", "blue"))
        out.write(f"ply\nformat binary_little_endian 1.0\nelement vertex {count}\n{properties}end_header\n".encode())
        points.tofile(out)
    cloud = os.path.join(folder, "turn.bin")
    options = "-SILENT -AUTO_SAVE OFF -C_EXPORT_FMT BIN -NO_TIMESTAMP".split()
    subprocess.run(
        ["CloudCompare", *options, "-O", ply, "-SAVE_CLOUDS", "FILE", cloud],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "HOME": folder, "QT_QPA_PLATFORM": "offscreen"},
    )
    os.remove(ply)
    return cloud, count


class Side:
    def __init__(self):
        self.program = None

    def cpu_seconds(self):
        with open(f"/proc/{self.program.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def await_idle(self):
        """When it has last used the processor, and how much of it until then."""
        used, since = self.cpu_seconds(), time.monotonic()
        while time.monotonic() - since < IDLE_SECONDS:
            time.sleep(0.02)
            now = self.cpu_seconds()
            if now != used:
                used, since = now, time.monotonic()
        return since, used

    def prepare(self, line):
        fields = line.split("\t")
        if fields[3] == "true":
            return "error its test of the frame rate takes ten seconds at least, which is not quick"
        scale, folder, data = float(fields[4]), fields[5], fields[6]
        step = int(max(1, round(1 / scale)))
        path = os.path.join(data, f"points-{(10_653_336 + step - 1) // step}-autzen10m.raw")
        deadline = time.monotonic() + WAIT_SECONDS
        while not os.path.exists(path):
            if time.monotonic() > deadline:
                return f"error {path} was not made"
            time.sleep(0.1)
        cloud, count = convert(path, folder)
        self.program = subprocess.Popen(
            ["CloudCompare", cloud],
            env={**os.environ, "HOME": folder},
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
        )
        window = run("xdotool", "search", "--sync", "--onlyvisible", "--name", "^CloudCompare v2").split()[0]
        time.sleep(2)
        self.await_idle()
        run("xdotool", "windowsize", window, *WINDOW)
        run("xdotool", "windowfocus", window)
        time.sleep(2)
        self.await_idle()
        if os.environ.get("KYMO_BENCH_PICTURE"):
            run("import", "-window", "root", "-crop", VIEW, "+repage", os.environ["KYMO_BENCH_PICTURE"])
        return f"answer {count}"

    def warm(self, words):
        return "warmed 1"

    def test(self):
        """Seconds, and seconds of the processor, of all pictures of a test."""
        run("xdotool", "key", "alt+d")
        time.sleep(0.3)
        for _ in range(STEPS_UP):
            run("xdotool", "key", "Up")
            time.sleep(0.05)
        self.await_idle()
        cpu, began = self.cpu_seconds(), time.monotonic()
        run("xdotool", "key", "Return")
        time.sleep(1)
        ended, used = self.await_idle()
        took = ended - began
        if took < TEST_SECONDS:
            raise RuntimeError(f"its test of the frame rate took {took:.1f} s: it did not begin")
        if took < TEST_SECONDS * 1.05:
            raise RuntimeError("it draws so fast that its test has more pictures than can be known")
        return took, used - cpu

    def round(self, units):
        took, cpu = self.test()
        wall = int(took * 1e9)
        return f"sample {PICTURES} {wall} {wall / PICTURES} {int(cpu * 1e9)} 0 0 -"

    def close(self):
        if self.program:
            self.program.kill()
            self.program.wait()


serve(Side())
