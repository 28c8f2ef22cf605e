/**
 * HTTP as each node of Tidemark speaks it. Knows neither what is asked nor how it is answered.
 */
package io.tidemark.http;
