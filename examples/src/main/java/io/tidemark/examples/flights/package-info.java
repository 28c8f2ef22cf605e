/**
 * A month of real flights: the event, the definitions, the file, and the order in which flights become known. Uses
 * {@code shared-model} only, as a user would, and Parquet to read the file. Read
 * {@link io.tidemark.examples.flights.FlightModel} first.
 */
package io.tidemark.examples.flights;
