/**
 * The user's functions: what shapes they have, and what can be known of one without calling it. Below aggregators and
 * model, so that both may take them. Knows only the JDK and class files. Read {@link io.tidemark.function.Field} first,
 * then {@link io.tidemark.function.CodeText}.
 */
package io.tidemark.function;
