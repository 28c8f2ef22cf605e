package io.tidemark.function;

import java.io.Serializable;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * What can be known of a user's function without calling it. A lambda or method reference tells through its serialised
 * form, which is read here and never written.
 *
 * @param returnType what it returns, as far as the compiler knew
 * @param lambda where its code is; empty for an object of a class that has a name or is anonymous
 */
public record UserFunction(Class<?> returnType, Optional<SerializedLambda> lambda) {
    /** What the shapes of functions here declare; a class may have other methods of like names. */
    private static final Set<String> CALLED = Set.of("apply", "applyAsLong", "applyAsDouble", "test");

    public static UserFunction of(Serializable function) {
        Optional<SerializedLambda> lambda = lambdaOf(function);
        return new UserFunction(
                lambda.<Class<?>>map(l -> returnType(function, l)).orElseGet(() -> returnTypeOfClass(function)),
                lambda);
    }

    private static Optional<SerializedLambda> lambdaOf(Serializable function) {
        try {
            Method replace = function.getClass().getDeclaredMethod("writeReplace");
            replace.setAccessible(true);
            return replace.invoke(function) instanceof SerializedLambda lambda ? Optional.of(lambda) : Optional.empty();
        } catch (NoSuchMethodException | InaccessibleObjectException ofTheJdk) {
            // One of the JDK's, such as a comparator that it made of a function, lets nobody look into it.
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "cannot look into " + function.getClass().getName(), e);
        }
    }

    private static Class<?> returnType(Serializable function, SerializedLambda lambda) {
        ClassLoader loader = function.getClass().getClassLoader();
        return MethodType.fromMethodDescriptorString(lambda.getInstantiatedMethodType(), loader)
                .returnType();
    }

    private static Class<?> returnTypeOfClass(Serializable function) {
        return Arrays.stream(function.getClass().getMethods())
                .filter(m -> CALLED.contains(m.getName()) && m.getParameterCount() == 1)
                .filter(m -> !m.isBridge() && !Modifier.isStatic(m.getModifiers()))
                .<Class<?>>map(Method::getReturnType)
                .findFirst()
                .orElse(Object.class);
    }
}
