package dev.kymo.perf.picture;

import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.SideByCase;
import java.util.Map;
import java.util.Optional;

/// The sides of `points` and `frame`.
public final class PictureSides {
    private PictureSides() {}

    public static Optional<Side> find(final String suite, final String side) {
        return switch (suite + "/" + side) {
            case "points/kymo" ->
                Optional.of(new SideByCase(PointsSide::new, Map.of(LodBuildSide.BUILD, LodBuildSide::new)));
            case "points/point-list" -> Optional.of(new PointListSide());
            case "frame/kymo" ->
                Optional.of(new SideByCase(
                        FrameSide::new,
                        Map.of(
                                LiveScalarsSide.LIVE, LiveScalarsSide::new,
                                CameraRigSide.RIG, CameraRigSide::new)));
            default -> Optional.empty();
        };
    }
}
