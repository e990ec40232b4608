package dev.kymo.perf.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.perf.run.Machine;
import dev.kymo.perf.run.MachineSpeed;
import dev.kymo.perf.run.SuiteResult;
import dev.kymo.perf.suite.Suites;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ResultsPageTest {
    private static SuiteResult result(final String suite, final String reason) {
        return new SuiteResult(
                Suites.find(suite).orElseThrow(),
                new Machine(
                        "a cpu",
                        2,
                        "a jdk",
                        "a driver",
                        "a kernel",
                        1L << 30,
                        "never",
                        "never",
                        0.5,
                        MachineSpeed.UNKNOWN),
                true,
                7,
                "kymo bench " + suite,
                Instant.EPOCH,
                1.5,
                List.of(),
                List.of(),
                List.of(),
                List.of(new SuiteResult.Missing("", suite.equals("log") ? "aeron-ipc" : "rocksdb", reason)),
                List.of());
    }

    @Test
    void shouldKeepWhatPeopleWroteAndReplaceWhatItWrote() throws IOException {
        final String written = "# Results\n\nBy hand.\n";
        final String once = ResultsPage.updated(written, List.of(result("log", "first"), result("range", "second")));
        final String edited =
                once.replace("<!-- bench range -->", "A word between.\n\n<!-- bench range -->") + "\nAt the end.\n";
        final String again = ResultsPage.updated(edited, List.of(result("log", "third")));
        assertTrue(again.startsWith(written), again);
        assertTrue(again.contains("A word between.") && again.endsWith("At the end.\n"), again);
        assertTrue(again.contains("third") && again.contains("second") && !again.contains("first"), again);
    }

    @Test
    void shouldChangeNothingTheSecondTime() throws IOException {
        final List<SuiteResult> results = List.of(result("log", "x"), result("range", "y"));
        final String once = ResultsPage.updated("# Results\n", results);
        assertEquals(once, ResultsPage.updated(once, results));
    }

    @Test
    void shouldHaveATableOfASuitesFiguresBesideItsTimes() throws IOException {
        final String page = ResultsPage.updated("# Results\n", List.of(result("sweep", "x"), result("log", "y")));
        final String sweep = page.substring(page.indexOf("### sweep"), page.indexOf("<!-- end of bench sweep -->"));
        assertTrue(sweep.contains("\n\n| figure |\n|---|\n| longest gap of a thread that only spins |\n"), sweep);
        assertTrue(!page.substring(page.indexOf("### log")).contains("| figure"), page);
    }

    @Test
    void shouldRefuseAPageWhoseMarkersAreBroken() {
        assertThrows(
                IOException.class,
                () -> ResultsPage.updated("## Beside its peers\n<!-- bench log -->\n", List.of(result("log", "x"))));
    }

    @Test
    void shouldWriteAPageThatNeedsNothingElse() {
        final String page = HtmlReport.write(List.of(result("log", "not fetched: <offline>")));
        assertTrue(page.contains("not fetched: &lt;offline&gt;"), page);
        for (final String external : List.of("http:", "https:", "src=", "@import", "url(", "<script")) {
            assertTrue(!page.contains(external), external);
        }
    }

    @Test
    void shouldShowThreeDigits() {
        assertEquals("12.3 ns", Figures.time(12.34));
        assertEquals("1.24 µs", Figures.time(1235));
        assertEquals("2.00 GB/s", Figures.rate(2e9));
        assertEquals("0", Figures.digits(0));
        assertEquals("12,345", Figures.digits(12_345));
    }
}
