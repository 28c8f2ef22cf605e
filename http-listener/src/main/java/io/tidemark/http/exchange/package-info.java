/**
 * A request on its way: its route, its parameters, checked as they are taken, and the first reply that is ready. Knows
 * nothing of what is asked. Read {@link io.tidemark.http.exchange.Endpoint} first.
 */
package io.tidemark.http.exchange;
