package io.discordgateway.spring.test;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.cglib.proxy.Callback;
import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.Factory;
import org.springframework.cglib.proxy.NoOp;
import org.springframework.objenesis.SpringObjenesis;

/**
 * Proxy of a class of Java's own, such as a thread pool: what {@code ProxyFactory} cannot
 * make, as it makes its classes beside those that they extend, where nothing may be made.
 */
final class PoolProxy {

	private static final SpringObjenesis objenesis = new SpringObjenesis();

	private PoolProxy() {
	}

	/** Says whether a class is of Java's own. */
	static boolean isNeededFor(Class<?> type) {
		return type.getModule().equals(Object.class.getModule());
	}

	/**
	 * Makes a proxy.
	 * @param target what does the work
	 * @param advice what is called before
	 * @return an object of the target's class
	 */
	static Object of(Object target, MethodInterceptor advice) {
		Enhancer enhancer = new Enhancer();
		enhancer.setSuperclass(target.getClass());
		enhancer.setContextClass(PoolProxy.class);
		enhancer.setClassLoader(PoolProxy.class.getClassLoader());
		enhancer.setNamingPolicy((prefix, source, key, names) -> PoolProxy.class.getPackageName() + ".Watched"
				+ target.getClass().getSimpleName());
		enhancer.setCallbackFilter((method) -> Modifier.isPublic(method.getModifiers()) ? 0 : 1);
		enhancer
			.setCallbackTypes(new Class<?>[] { org.springframework.cglib.proxy.MethodInterceptor.class, NoOp.class });
		Factory proxy = (Factory) objenesis.newInstance(enhancer.createClass());
		org.springframework.cglib.proxy.MethodInterceptor interceptor = (self, method, arguments, superMethod) -> advice
			.invoke(new Invocation(target, method, arguments));
		proxy.setCallbacks(new Callback[] { interceptor, NoOp.INSTANCE });
		return proxy;
	}

	/** Call of a method of the pool. */
	private record Invocation(Object target, Method method, @Nullable Object[] arguments) implements MethodInvocation {

		@Override
		public Method getMethod() {
			return this.method;
		}

		@Override
		public @Nullable Object[] getArguments() {
			return this.arguments;
		}

		@Override
		public @Nullable Object proceed() throws Throwable {
			try {
				return this.method.invoke(this.target, this.arguments);
			}
			catch (InvocationTargetException ex) {
				throw ex.getTargetException();
			}
		}

		@Override
		public Object getThis() {
			return this.target;
		}

		@Override
		public AccessibleObject getStaticPart() {
			return this.method;
		}

	}

}
