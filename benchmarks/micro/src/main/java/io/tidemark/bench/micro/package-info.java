/**
 * JMH over the hot paths, for who changes one: the class comments of those name the benchmark that guards them. Read
 * {@link io.tidemark.bench.micro.AdEvents} first.
 */
package io.tidemark.bench.micro;
