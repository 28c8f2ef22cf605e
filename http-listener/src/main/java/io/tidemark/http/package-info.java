/**
 * HTTP as each node of Tidemark speaks it: a listener, and the way of a request through it. What is asked and how it is
 * answered is the node's {@link io.tidemark.http.Offer}. Read {@link io.tidemark.http.Dispatcher} first.
 */
package io.tidemark.http;
