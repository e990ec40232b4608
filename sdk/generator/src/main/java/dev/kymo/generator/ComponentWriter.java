package dev.kymo.generator;

import dev.kymo.generator.Definitions.Choice;
import dev.kymo.generator.Definitions.Component;
import java.util.Collection;
import java.util.List;

/// Writes `Components`, and the enums.
final class ComponentWriter {
    private static final String STEP = JavaText.STEP;
    private static final String ORIGIN = "// Made by the build from components.def: changes belong there.";

    private ComponentWriter() {}

    static String writeAll(final Collection<Component> components) {
        final JavaText text = new JavaText()
                .line(ORIGIN)
                .line("package dev.kymo.sdk;")
                .blank()
                .line("import dev.kymo.store.model.Datatype;")
                .line("import dev.kymo.store.model.Field;")
                .line("import java.util.List;")
                .blank()
                .doc("", "The component types that viewers know: their names, and how one instance is laid out.")
                .line("public final class Components {");
        for (final Component component : components) {
            text.doc(STEP, component.doc());
            text.assign(
                    STEP,
                    "public static final ComponentType " + component.constant(),
                    (component.isKymo() ? "kymo" : "rerun") + "(\"" + component.name() + "\", "
                            + component.layout().expression(3 * STEP.length()) + ")");
        }
        return text.blank()
                .line(STEP + "private Components() {}")
                .blank()
                .line(STEP + "private static ComponentType rerun(final String name, final Datatype datatype) {")
                .line(STEP + STEP + "return new ComponentType(\"rerun.components.\" + name, datatype);")
                .line(STEP + "}")
                .blank()
                .line(STEP + "private static ComponentType kymo(final String name, final Datatype datatype) {")
                .line(STEP + STEP + "return new ComponentType(\"kymo.components.\" + name, datatype);")
                .line(STEP + "}")
                .line("}")
                .toString();
    }

    static String writeEnum(final Component component) {
        final boolean isByte = component.layout().kind().equals("u8");
        final String type = isByte ? "byte" : "int";
        final JavaText text = new JavaText()
                .line(ORIGIN)
                .line("package dev.kymo.sdk;")
                .blank()
                .doc("", component.doc())
                .line("public enum " + component.name() + " {");
        final List<Choice> choices = component.choices();
        for (int i = 0; i < choices.size(); i++) {
            final Choice choice = choices.get(i);
            if (!choice.doc().isEmpty()) {
                text.doc(STEP, choice.doc());
            }
            text.line(STEP + choice.name() + "(" + choice.number() + ")" + (i + 1 < choices.size() ? "," : ";"));
        }
        return text.blank()
                .line(STEP + "private final " + type + " code;")
                .blank()
                .line(STEP + component.name() + "(final int code) {")
                .line(STEP + STEP + "this.code = " + (isByte ? "(byte) " : "") + "code;")
                .line(STEP + "}")
                .blank()
                .doc(STEP, "The number that stands for it in components.")
                .line(STEP + "public " + type + " code() {")
                .line(STEP + STEP + "return code;")
                .line(STEP + "}")
                .line("}")
                .toString();
    }
}
