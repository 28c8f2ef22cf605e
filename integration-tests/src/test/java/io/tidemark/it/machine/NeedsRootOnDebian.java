package io.tidemark.it.machine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test of the suite {@code machine}. It runs as root on Debian; elsewhere one line says what was left out. With
 * {@code -Dmachine=required}, as CI has it, it runs or fails.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("machine")
@ExtendWith(MachineCondition.class)
@interface NeedsRootOnDebian {}
