/**
 * HTTP as each node of Tidemark speaks it: a listener, and the way of a request through it. What is asked and how it is
 * answered is the node's {@link io.tidemark.http.Offer}. Read {@link io.tidemark.http.Dispatcher} first.
 *
 * <p>More than fifteen files: each is one step of that way, and nobody outside knows any of them but the listener, its
 * settings and the offer.
 */
package io.tidemark.http;
