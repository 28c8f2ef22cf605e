package io.tidemark.iceberg;

import java.util.List;

/**
 * Runs in a JVM that has Spark's class path, which the tests' has not: each argument after the settings is a query, of whose
 * rows the first column is printed.
 */
final class SparkRows {
    static final String SETTING = "--";

    private SparkRows() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        Object builder = Class.forName("org.apache.spark.sql.SparkSession")
                .getMethod("builder")
                .invoke(null);
        for (String argument : arguments) {
            if (argument.startsWith(SETTING)) {
                int equals = argument.indexOf('=');
                builder.getClass()
                        .getMethod("config", String.class, String.class)
                        .invoke(builder, argument.substring(SETTING.length(), equals), argument.substring(equals + 1));
            }
        }
        Object session = builder.getClass().getMethod("getOrCreate").invoke(builder);
        int query = 0;
        for (String argument : arguments) {
            if (!argument.startsWith(SETTING)) {
                query++;
                Object rows = session.getClass().getMethod("sql", String.class).invoke(session, argument);
                for (Object row :
                        (List<?>) rows.getClass().getMethod("collectAsList").invoke(rows)) {
                    Object text =
                            row.getClass().getMethod("getString", int.class).invoke(row, 0);
                    System.out.println("row " + query + " " + text);
                }
            }
        }
        System.exit(0);
    }
}
