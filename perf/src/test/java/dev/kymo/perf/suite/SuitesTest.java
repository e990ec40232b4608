package dev.kymo.perf.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.perf.sides.OwnSides;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SuitesTest {
    @Test
    void shouldNameCasesSidesGoalsAndReferencesThatExist() {
        final List<String> wrong = new ArrayList<>();
        for (final Suite suite : Suites.all()) {
            final Set<String> cases = new HashSet<>();
            suite.cases().forEach(work -> cases.add(work.name()));
            final Set<String> sides = new HashSet<>();
            suite.sides().forEach(side -> sides.add(side.name()));
            for (final Suite.Case work : suite.cases()) {
                work.without().stream()
                        .filter(side -> !sides.contains(side))
                        .forEach(side -> wrong.add(suite.name() + ": " + work.name() + " lacks unknown " + side));
            }
            for (final Goal goal : suite.goals()) {
                if (!cases.contains(goal.caseName()) || !(goal.peer().isEmpty() || sides.contains(goal.peer()))) {
                    wrong.add(suite.name() + ": goal " + goal.text());
                }
            }
            suite.references().stream()
                    .filter(reference -> !cases.contains(reference.caseName()))
                    .forEach(reference -> wrong.add(suite.name() + ": reference " + reference.text()));
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void shouldHaveKymoFirstInEverySuiteThatRuns() {
        for (final Suite suite : Suites.all()) {
            if (suite.isReady()) {
                assertEquals(Suite.KYMO, suite.sides().getFirst().name(), suite.name());
            } else {
                assertTrue(suite.cases().isEmpty(), suite.name());
                assertFalse(suite.notYet().isBlank(), suite.name());
            }
        }
    }

    @Test
    void shouldFindEverySideThatIsItsOwn() {
        final OwnSides provider = new OwnSides();
        for (final Suite suite : Suites.all()) {
            for (final Suite.Peer side : suite.sides()) {
                assertEquals(
                        side.home() == Suite.Home.OWN,
                        provider.find(suite.name(), side.name()).isPresent(),
                        suite.name() + "/" + side.name());
            }
        }
    }

    @Test
    void shouldSayHowEachSideWasSetUpAndWhy() {
        for (final Suite suite : Suites.all()) {
            for (final Suite.Peer side : suite.sides()) {
                assertTrue(side.setup().length() > 10 && side.why().length() > 10, suite.name() + "/" + side.name());
            }
        }
    }
}
