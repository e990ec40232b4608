/// What logging and metrics libraries say, as rows of a recording: [KymoHandler] for `java.util.logging`,
/// [KymoAppender] for Logback (and so for SLF4J), [KymoMeterRegistry] for Micrometer.
@NullMarked
package dev.kymo.sdk.adapter;

import org.jspecify.annotations.NullMarked;
