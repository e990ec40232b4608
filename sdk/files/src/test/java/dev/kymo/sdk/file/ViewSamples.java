package dev.kymo.sdk.file;

import static dev.kymo.sdk.file.SampleValues.CLASSES;
import static dev.kymo.sdk.file.SampleValues.COLORS;
import static dev.kymo.sdk.file.SampleValues.QUATERNIONS;
import static dev.kymo.sdk.file.SampleValues.RADII;
import static dev.kymo.sdk.file.SampleValues.SIZE;
import static dev.kymo.sdk.file.SampleValues.XY;
import static dev.kymo.sdk.file.SampleValues.XYZ;

import dev.kymo.sdk.AggregationPolicy;
import dev.kymo.sdk.AnnotationContext;
import dev.kymo.sdk.AnnotationInfo;
import dev.kymo.sdk.BarChart;
import dev.kymo.sdk.ClassDescription;
import dev.kymo.sdk.Clear;
import dev.kymo.sdk.Color;
import dev.kymo.sdk.Colormap;
import dev.kymo.sdk.Ellipses2D;
import dev.kymo.sdk.GaussianSplats3D;
import dev.kymo.sdk.GeoLineStrings;
import dev.kymo.sdk.GeoPoints;
import dev.kymo.sdk.GraphEdge;
import dev.kymo.sdk.GraphEdges;
import dev.kymo.sdk.GraphNodes;
import dev.kymo.sdk.GraphType;
import dev.kymo.sdk.GridMap;
import dev.kymo.sdk.InterpolationMode;
import dev.kymo.sdk.MarkerShape;
import dev.kymo.sdk.Scalars;
import dev.kymo.sdk.SeriesLines;
import dev.kymo.sdk.SeriesPoints;
import dev.kymo.sdk.Tensor;
import dev.kymo.sdk.TensorData;
import dev.kymo.sdk.VoxelGridMap;
import java.util.List;

/// What has a view of its own.
final class ViewSamples {
    private ViewSamples() {}

    /// On a map, whose tiles a viewer fetches.
    static List<Sample> maps() {
        return List.of(
                new Sample(
                        "geo/points",
                        GeoPoints.of(52.5, 13.4, -33.9, 151.2)
                                .radii(1, 2)
                                .colors(Color.RED, Color.BLUE)
                                .classIds((short) 1, (short) 2),
                        GeoPoints.update().colors(Color.GREEN),
                        GeoPoints.clearFields()),
                new Sample(
                        "geo/lines",
                        GeoLineStrings.of(new double[] {52.5, 13.4, 52.6, 13.5}, new double[] {-33.9, 151.2, -34, 151})
                                .radii(-1, -2)
                                .colors(Color.RED, Color.BLUE),
                        GeoLineStrings.update().radii(-3),
                        GeoLineStrings.clearFields()));
    }

    /// Graphs, charts, maps in the scene, tensors: what has a view of its own.
    static List<Sample> others() {
        return List.of(
                new Sample(
                        "graph/edges",
                        GraphEdges.of(GraphEdge.of("a", "b"), GraphEdge.of("b", "\u4E09"))
                                .graphType(GraphType.DIRECTED),
                        GraphEdges.update().graphType(GraphType.UNDIRECTED),
                        GraphEdges.clearFields()),
                new Sample(
                        "graph/nodes",
                        GraphNodes.of("a", "b", "\u4E09")
                                .positions(XY)
                                .colors(COLORS)
                                .labels("A", "", "C")
                                .showLabels(true)
                                .radii(RADII),
                        GraphNodes.update().radii(2),
                        GraphNodes.clearFields()),
                new Sample(
                        "charts/bars",
                        BarChart.of(1.5, -2, 3)
                                .color(Color.BLUE)
                                .abscissa(TensorData.of(new float[] {0, 2, 5}, 3))
                                .widths(1, 2, 1),
                        BarChart.update().color(Color.RED),
                        BarChart.clearFields()),
                new Sample(
                        "tensors/named",
                        Tensor.of(TensorData.of(new float[24], 2, 3, 4).withNames("channel", "row", "column"))
                                .valueRange(0, 1),
                        Tensor.of(new byte[] {1, 2, 3, 4}, 2, 2),
                        Tensor.clearFields()),
                new Sample(
                        "maps/grid",
                        GridMap.u8(new byte[SIZE * SIZE], SIZE, SIZE, 0.5f)
                                .translation(1, 2, 0)
                                .rotationAxisAngle(0, 0, 1, 0.5f)
                                .quaternion(0, 0, 0, 1)
                                .opacity(1)
                                .drawOrder(1)
                                .colormap(Colormap.RVIZ_MAP),
                        GridMap.update().opacity(0.5f),
                        GridMap.clearFields()),
                new Sample(
                        "maps/voxels",
                        VoxelGridMap.of(new int[] {0, 0, 0, 1, -2, 3}, 0.5f, 0.5f, 1)
                                .values(0, 1)
                                .colors(Color.RED, Color.BLUE)
                                .translation(1, 2, 3)
                                .rotationAxisAngle(0, 0, 1, 0.5f)
                                .quaternion(0, 0, 0, 1)
                                .opacity(1)
                                .valueRange(0, 2)
                                .colormap(Colormap.TURBO),
                        VoxelGridMap.update().values(1, 0),
                        VoxelGridMap.clearFields()),
                new Sample(
                        "splats",
                        GaussianSplats3D.of(XYZ, new float[] {1, 1, 1, 2, 2, 2, 3, 3, 3}, QUATERNIONS, COLORS)
                                .shCoefficients(new float[3 * 45])
                                .sphericalHarmonicsDegree(3),
                        GaussianSplats3D.update().sphericalHarmonicsDegree(0),
                        GaussianSplats3D.clearFields()),
                new Sample(
                        "flat/ellipses",
                        Ellipses2D.fromCentersAndHalfSizes(XY, new float[] {1, 1, 2, 2, 3, 3})
                                .colors(COLORS)
                                .lineRadii(RADII)
                                .labels("x", "y", "z")
                                .showLabels(true)
                                .drawOrder(3)
                                .classIds(CLASSES),
                        Ellipses2D.update().drawOrder(-1),
                        Ellipses2D.clearFields()),
                new Sample(
                        "flat",
                        AnnotationContext.of(
                                ClassDescription.of(0, "ground", Color.GRAY),
                                new ClassDescription(
                                        AnnotationInfo.of(1, "person"),
                                        List.of(
                                                new AnnotationInfo(0, null, null),
                                                AnnotationInfo.of(1, "hip", Color.RED)),
                                        List.of(new ClassDescription.Connection(0, 1)))),
                        AnnotationContext.of(AnnotationInfo.of(2, "thing")),
                        AnnotationContext.clearFields()));
    }

    static List<Sample> numbers() {
        return List.of(
                new Sample("plots/three", Scalars.of(1, -0.0, 1e300), Scalars.of(2), Scalars.clearFields()),
                new Sample(
                        "plots/three",
                        SeriesLines.update()
                                .colors(COLORS)
                                .widths(1, 2, 3)
                                .names("a", "b", "c")
                                .visibleSeries(true, true, false)
                                .aggregationPolicy(AggregationPolicy.AVERAGE)
                                .interpolationMode(InterpolationMode.values()[0]),
                        SeriesLines.update().widths(2),
                        SeriesLines.clearFields()),
                new Sample(
                        "plots/dots",
                        SeriesPoints.update()
                                .colors(COLORS)
                                .names("a", "b", "c")
                                .visibleSeries(true)
                                .markerSizes(2, 3, 4)
                                .markers(MarkerShape.CIRCLE, MarkerShape.CROSS, MarkerShape.PLUS),
                        SeriesPoints.update().markerSizes(5),
                        SeriesPoints.clearFields()),
                new Sample("hidden/flat", Clear.flat(), Clear.recursive(), Clear.flat()));
    }
}
