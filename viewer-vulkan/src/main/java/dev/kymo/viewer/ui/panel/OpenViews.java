package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.view.ViewHeuristics;
import dev.kymo.viewer.view.ViewKind;
import dev.kymo.viewer.view.ViewProposal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The views that the recording has been found to be worth, open or not. What was closed stays known, so that
/// it does not come back by itself.
///
/// @param views in the order of discovery
public record OpenViews(List<View> views) {
    static final OpenViews NONE = new OpenViews(List.of());

    /// So that a few plots do not leave room for nothing else.
    private static final Map<ViewKind, Integer> MAX_OPENED = Map.of(
            ViewKind.SPATIAL_3D, 1,
            ViewKind.IMAGE_2D, 4,
            ViewKind.TIME_SERIES, 4,
            ViewKind.HISTOGRAM, 2,
            ViewKind.SPANS, 1,
            ViewKind.TEXT_LOG, 1,
            ViewKind.TEXT_DOCUMENT, 1);

    /// One view.
    ///
    /// @param id unique and lasting: it names the window
    public record View(String id, ViewProposal proposal, boolean isOpen) {
        /// For its tab. Of several views of one origin, those after the first say what they begin with.
        String title() {
            final List<EntityPath> entities = proposal.entities();
            final boolean isFurther = entities.size() > 1 && id.endsWith(" " + entities.getFirst());
            return isFurther
                    ? proposal.title() + " · " + entities.getFirst().parts().getLast()
                    : proposal.title();
        }

        View opened(final boolean open) {
            return new View(id, proposal, open);
        }
    }

    public OpenViews {
        views = List.copyOf(views);
    }

    /// Takes in what is proposed now. Entities that a known view of the kind shows are left where they are; new
    /// ones join the view that shows others of their proposal, or get a view of their own.
    OpenViews with(final List<ViewProposal> proposals) {
        final List<View> known = new ArrayList<>(views);
        proposals.forEach(proposal -> take(known, proposal));
        return known.equals(views) ? this : new OpenViews(known).withRoomFilled(views.size());
    }

    private static void take(final List<View> known, final ViewProposal proposal) {
        final Set<EntityPath> fresh = new java.util.LinkedHashSet<>(proposal.entities());
        int relative = -1;
        for (int i = 0; i < known.size(); i++) {
            final ViewProposal each = known.get(i).proposal;
            if (each.kind() != proposal.kind()) {
                continue;
            }
            if (proposal.entities().isEmpty() && each.origin().equals(proposal.origin())) {
                return;
            }
            if (fresh.removeAll(new HashSet<>(each.entities())) && relative < 0) {
                relative = i;
            }
        }
        if (fresh.isEmpty() && !proposal.entities().isEmpty()) {
            return;
        }
        if (relative >= 0) {
            final View view = known.get(relative);
            final List<EntityPath> all = new ArrayList<>(view.proposal.entities());
            all.addAll(fresh);
            known.set(
                    relative,
                    new View(view.id, new ViewProposal(proposal.kind(), proposal.origin(), all), view.isOpen));
            return;
        }
        // There is one space, and its view has been called so since there were no others.
        final String plain = proposal.kind() == ViewKind.SPATIAL_3D ? "3D" : proposal.kind() + " " + proposal.origin();
        final boolean taken = known.stream().anyMatch(view -> view.id.equals(plain));
        known.add(new View(taken ? plain + " " + fresh.iterator().next() : plain, proposal, false));
    }

    /// Opens those from `from` on that there is room for: of each kind a few, unless there is but one kind, and
    /// a limited number in all.
    private OpenViews withRoomFilled(final int from) {
        final List<View> changed = new ArrayList<>(views);
        final boolean mixed =
                views.stream().map(view -> view.proposal.kind()).distinct().count() > 1;
        for (int i = from; i < changed.size(); i++) {
            final ViewKind kind = changed.get(i).proposal.kind();
            final long sameKind = changed.stream()
                    .filter(view -> view.isOpen && view.proposal.kind() == kind)
                    .count();
            final long all = changed.stream().filter(View::isOpen).count();
            final int kindMax = mixed ? MAX_OPENED.getOrDefault(kind, 1) : ViewHeuristics.MAX_VIEWS;
            if (sameKind < kindMax && all < ViewHeuristics.MAX_VIEWS) {
                changed.set(i, changed.get(i).opened(true));
            }
        }
        return new OpenViews(changed);
    }

    /// With those after the first `from` open or not as they were when the user last arranged them.
    OpenViews asKept(final KeptLayout kept, final int from) {
        final List<View> changed = new ArrayList<>(views);
        for (int i = from; i < changed.size(); i++) {
            final View view = changed.get(i);
            if (kept.open().contains(view.id) || kept.closed().contains(view.id)) {
                changed.set(i, view.opened(kept.open().contains(view.id)));
            }
        }
        return new OpenViews(changed);
    }

    OpenViews opening(final String id, final boolean open) {
        return new OpenViews(views.stream()
                .map(view -> view.id.equals(id) ? view.opened(open) : view)
                .toList());
    }

    List<View> open() {
        return views.stream().filter(View::isOpen).toList();
    }

    List<View> closed() {
        return views.stream().filter(view -> !view.isOpen).toList();
    }

    Optional<View> find(final String id) {
        return views.stream().filter(view -> view.id.equals(id)).findFirst();
    }
}
