package dev.kymo.perf.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;

/// Which of our packages one of our packages may know.
///
/// @param from a package; its subpackages belong to it unless they have an arrow of their own
/// @param allowed packages, with their subpackages; `from` itself goes without saying
/// @param exists whether there is code in it yet: a rule about nothing must not pass unnoticed
record Arrow(String from, List<String> allowed, boolean exists) {
    static Arrow of(final String from, final String... allowed) {
        return new Arrow(from, List.of(allowed), true);
    }

    /// Of a package that is still to come.
    static Arrow planned(final String from, final String... allowed) {
        return new Arrow(from, List.of(allowed), false);
    }

    static boolean isIn(final String packageName, final String root) {
        return packageName.equals(root) || packageName.startsWith(root + ".");
    }

    /// Whether a class in `packageName` is held by this arrow, and not by one of `all` that is closer to it.
    boolean holds(final String packageName, final List<Arrow> all) {
        return isIn(packageName, from)
                && all.stream()
                        .noneMatch(other -> other.from.length() > from.length() && isIn(packageName, other.from));
    }

    boolean allows(final JavaClass target) {
        final String packageName = target.getPackageName();
        return !isIn(packageName, "dev.kymo")
                || isIn(packageName, from)
                || allowed.stream().anyMatch(root -> isIn(packageName, root) || isClass(target, root));
    }

    /// An allowed "package" may name one class.
    private static boolean isClass(final JavaClass target, final String name) {
        return target.getName().equals(name) || target.getName().startsWith(name + "$");
    }

    ArchRule rule(final List<Arrow> all) {
        final DescribedPredicate<JavaClass> held =
                describe("are in " + from, source -> holds(source.getPackageName(), all));
        final DescribedPredicate<JavaClass> known =
                describe("are in " + allowed + " or not ours", target -> allows(target.getBaseComponentType()));
        return ArchRuleDefinition.classes()
                .that(held)
                .should()
                .onlyDependOnClassesThat(known)
                .allowEmptyShould(!exists);
    }
}
