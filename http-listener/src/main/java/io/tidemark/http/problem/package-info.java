/**
 * How a request fails: every way has a stable code, a place, a fault and a mend (RFC 9457). What is this side's own fault
 * stands in the faults until the same is answered. Whatever is thrown while a request is answered becomes a
 * {@link io.tidemark.http.problem.Problem} here and nowhere else. Read
 * {@link io.tidemark.http.problem.HttpFault} first.
 */
package io.tidemark.http.problem;
