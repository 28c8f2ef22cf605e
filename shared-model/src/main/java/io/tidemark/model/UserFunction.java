package io.tidemark.model;

import java.io.Serializable;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * What can be known of a user's function without calling it. A lambda or method reference tells through its serialised
 * form, which is read here and never written.
 */
public record UserFunction(Class<?> returnType, String identity) {
    public static UserFunction of(Serializable function) {
        try {
            Method replace = function.getClass().getDeclaredMethod("writeReplace");
            replace.setAccessible(true);
            if (replace.invoke(function) instanceof SerializedLambda lambda) {
                return ofLambda(function, lambda);
            }
        } catch (NoSuchMethodException e) {
            return ofClass(function);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "cannot look into " + function.getClass().getName(), e);
        }
        return ofClass(function);
    }

    private static UserFunction ofLambda(Serializable function, SerializedLambda lambda) {
        ClassLoader loader = function.getClass().getClassLoader();
        Class<?> returned = MethodType.fromMethodDescriptorString(lambda.getInstantiatedMethodType(), loader)
                .returnType();
        return new UserFunction(returned, lambda.getImplClass() + "::" + lambda.getImplMethodName());
    }

    private static UserFunction ofClass(Serializable function) {
        Class<?> returned = Arrays.stream(function.getClass().getMethods())
                .filter(m -> m.getName().startsWith("apply") || m.getName().equals("test"))
                .filter(m -> !m.isBridge() && !m.isSynthetic())
                .map(Method::getReturnType)
                .findFirst()
                .orElse(Object.class);
        return new UserFunction(returned, function.getClass().getName());
    }
}
