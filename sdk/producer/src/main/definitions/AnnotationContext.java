package dev.kymo.sdk;

import java.util.List;

final class AnnotationContext {
    /// One description for each class.
    public static AnnotationContext of(final ClassDescription... classes) {
        return update().context(List.of(classes));
    }

    /// Classes without key points.
    public static AnnotationContext of(final AnnotationInfo... classes) {
        return update().context(
                        List.of(classes).stream().map(ClassDescription::of).toList());
    }
}
