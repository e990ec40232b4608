package dev.kymo.perf.picture;

import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.SideByCase;
import java.util.Map;
import java.util.Optional;

/// The sides of `points`, `frame` and `clouds`.
public final class PictureSides {
    private PictureSides() {}

    public static Optional<Side> find(final String suite, final String side) {
        return switch (suite + "/" + side) {
            case "points/kymo" ->
                Optional.of(new SideByCase(
                        PointsSide::new,
                        Map.ofEntries(
                                Map.entry(LevelsSide.MOVING, LevelsSide::new),
                                Map.entry(LevelsSide.REFINING, LevelsSide::new),
                                Map.entry(LevelsSide.RESTING, LevelsSide::new),
                                Map.entry(LevelsSide.LARGE_MOVING, LevelsSide::new),
                                Map.entry(LevelsSide.LARGE_REFINING, LevelsSide::new),
                                Map.entry(LevelsSide.LARGE_RESTING, LevelsSide::new),
                                Map.entry(FirstPictureSide.MAPPED, FirstPictureSide::new),
                                Map.entry(FirstPictureSide.COLD, FirstPictureSide::new),
                                Map.entry(FirstPictureSide.NEW, FirstPictureSide::new),
                                Map.entry(FirstPictureSide.NEW_COLD, FirstPictureSide::new),
                                Map.entry(FirstPictureSide.IMPORTED, FirstPictureSide::new),
                                Map.entry(LodBuildSide.BUILD, LodBuildSide::new))));
            case "points/brute-force" -> Optional.of(new FlownPointsSide(false));
            case "points/point-list" ->
                Optional.of(new SideByCase(
                        PointListSide::new,
                        Map.of(
                                LevelsSide.MOVING,
                                () -> new FlownPointsSide(true),
                                LevelsSide.RESTING,
                                () -> new FlownPointsSide(true))));
            case "frame/kymo" ->
                Optional.of(new SideByCase(
                        FrameSide::new,
                        Map.of(
                                LiveScalarsSide.LIVE, LiveScalarsSide::new,
                                CameraRigSide.RIG, CameraRigSide::new)));
            case "clouds/kymo" ->
                Optional.of(new SideByCase(CloudFramesSide::new, Map.of(ColdCloudsSide.COLD, ColdCloudsSide::new)));
            default -> Optional.empty();
        };
    }
}
