package dev.kymo.perf.files;

import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.SideByCase;
import java.util.Map;
import java.util.Optional;

/// The sides of `open`, `space` and `import` that are here.
public final class FileSides {
    private FileSides() {}

    public static Optional<Side> find(final String suite, final String side) {
        return switch (suite + "/" + side) {
            case "open/kymo" ->
                Optional.of(new SideByCase(
                        () -> new OpenSide(new KymoOpener()),
                        Map.of(
                                LargeOpenSide.SIDE_FILE, LargeOpenSide::new,
                                LargeOpenSide.FOOTER, LargeOpenSide::new,
                                LargeOpenSide.NO_FOOTER, LargeOpenSide::new,
                                OpenSide.RERUN, RerunFileSide::new)));
            case "space/kymo" -> Optional.of(new SpaceSide());
            case "import/kymo" -> Optional.of(new ImportSide());
            case "import/laszip4j" -> Optional.of(new LaszipImport());
            case "import/pdal" -> Optional.of(CommandImport.pdal());
            case "import/cloudcompare" -> Optional.of(CommandImport.cloudCompare());
            default -> Optional.empty();
        };
    }
}
