/**
 * What a person goes through with a running node: the console in a real browser, and the HTTP API by hand. Read
 * {@link io.tidemark.it.journeys.ConsoleIT} first.
 */
package io.tidemark.it.journeys;
