/**
 * What an aggregation is over: one or several streams, and the way of each one's events to the aggregation's own. Keeps
 * true that a stream comes in once, and that the order in which streams are named is of no consequence. Knows streams and
 * the shapes of users' functions. Read {@link io.tidemark.input.Input} first.
 */
package io.tidemark.input;
