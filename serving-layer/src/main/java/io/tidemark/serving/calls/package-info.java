/**
 * How other nodes are asked where several can answer: each in a thread of its own, and one that fails or is slower than it
 * usually is costs the asker a call to another. {@code Pace} is what a node's answers took of late, {@code Call} one call. What
 * is asked, and whom else, is the asker's. Imports nothing of the other packages. Read {@link
 * io.tidemark.serving.calls.Calls} first.
 */
package io.tidemark.serving.calls;
