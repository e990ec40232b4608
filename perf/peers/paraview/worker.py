"""ParaView's side of the suite `points`: reads commands from standard input and answers on standard output, as
dev.kymo.perf.run.WorkerMain does. Run by `pvbatch`, under a display (`xvfb-run`).

The cloud is what dev.kymo.perf.picture.PointScene left in the data folder: 32-bit floats x y z of all points, then
four bytes a b g r (little-endian rgba words). It is one cell of all points, as ConvertToPointCloud makes it."""

import os
import resource
import sys
import time

import numpy
from paraview.simple import ColorBy, CreateRenderView, Render, SaveScreenshot, Show, TrivialProducer
from vtkmodules.util.numpy_support import numpy_to_vtk, numpy_to_vtkIdTypeArray
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from worker_lines import serve  # noqa: E402

WIDTH, HEIGHT = 1920, 1080
BYTES_PER_POINT = 16
WAIT_SECONDS = 60


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def load(path):
    """The cloud as ParaView draws it fastest: no vertex cells of their own, colours as bytes taken as they are."""
    count = os.path.getsize(path) // BYTES_PER_POINT
    raw = numpy.fromfile(path, dtype=numpy.uint8)
    xyz = raw[: count * 12].view(numpy.float32).reshape(count, 3)
    rgb = raw[count * 12 :].reshape(count, 4)[:, 3:0:-1].copy()
    points = vtkPoints()
    points.SetData(numpy_to_vtk(xyz, deep=True))
    cell = vtkCellArray()
    cell.SetData(
        numpy_to_vtkIdTypeArray(numpy.array([0, count], dtype=numpy.int64), deep=True),
        numpy_to_vtkIdTypeArray(numpy.arange(count, dtype=numpy.int64), deep=True),
    )
    cloud = vtkPolyData()
    cloud.SetPoints(points)
    cloud.SetVerts(cell)
    colours = numpy_to_vtk(rgb, deep=True)
    colours.SetName("rgb")
    cloud.GetPointData().SetScalars(colours)
    return cloud, count


def show(cloud):
    producer = TrivialProducer()
    producer.GetClientSideObject().SetOutput(cloud)
    view = CreateRenderView()
    view.ViewSize = [WIDTH, HEIGHT]
    view.UseColorPaletteForBackground = 0
    view.Background = [0, 0, 0]
    view.OrientationAxesVisibility = 0
    view.UseFXAA = 0
    display = Show(producer, view)
    display.Representation = "Points"
    display.PointSize = 1
    display.AmbientColor = [1, 1, 1]
    display.Ambient, display.Diffuse, display.Specular = 1, 0, 0
    ColorBy(display, ("POINTS", "rgb"))
    display.MapScalars = 0
    # The first picture of a view sets its camera
    Render(view)
    view.CameraPosition = [1.6, 1.5, 2.2]
    view.CameraFocalPoint = [0, 0, 0]
    view.CameraViewUp = [0, 1, 0]
    view.CameraViewAngle = 50
    return view


AUTZEN = "autzen10m"
AUTZEN_POINTS = 10_653_336


def cloud_name(case, seed, quick, scale):
    """As PointScene.keep names it."""
    if case == AUTZEN:
        step = int(max(1, round((10 if quick else 1) / scale)))
        return f"points-{(AUTZEN_POINTS + step - 1) // step}-{AUTZEN}.raw"
    return f"points-{int(max(1, scale * (1_000_000 if quick else 10_000_000)))}-{seed}.raw"


class Side:
    def __init__(self):
        self.view = None
        self.turn = 0

    def prepare(self, line):
        fields = line.split("\t")
        quick, scale, data = fields[3] == "true", float(fields[4]), fields[6]
        path = os.path.join(data, cloud_name(fields[1], fields[2], quick, scale))
        deadline = time.monotonic() + WAIT_SECONDS
        while not os.path.exists(path):
            if time.monotonic() > deadline:
                return f"error {path} was not made"
            time.sleep(0.1)
        cloud, found = load(path)
        self.view = show(cloud)
        self.frame()
        if os.environ.get("KYMO_BENCH_PICTURE"):
            SaveScreenshot(os.environ["KYMO_BENCH_PICTURE"], self.view)
        return f"answer {found}"

    def frame(self):
        # Without a change nothing would be drawn again; a millionth of a degree moves no pixel.
        self.turn = 1 - self.turn
        self.view.CameraViewAngle = 50 + self.turn * 1e-6
        began = time.monotonic_ns()
        Render(self.view)
        return time.monotonic_ns() - began

    def warm(self, words):
        wanted, least = float(words[1]), float(words[2])
        took = [self.frame()]
        while sum(took) < least:
            took.append(self.frame())
        return f"warmed {max(1, round(wanted / took[-1]))}"

    def round(self, units):
        cpu, began = cpu_seconds(), time.monotonic_ns()
        took = sorted(self.frame() for _ in range(units))
        wall = time.monotonic_ns() - began
        typical = (took[len(took) // 2] + took[(len(took) - 1) // 2]) / 2
        return f"sample {units} {wall} {typical} {int((cpu_seconds() - cpu) * 1e9)} 0 0 -"

    def close(self):
        """Its process ends."""


serve(Side())
