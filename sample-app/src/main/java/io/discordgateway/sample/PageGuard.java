package io.discordgateway.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Nobody has to log in, so the page is for whoever sits at this machine: others are
 * refused, and so are pages of other sites that a browser here has open. What probes and
 * Prometheus read is for all. With Spring Security on the class path that decides
 * instead.
 */
@Component
@ConditionalOnMissingClass("org.springframework.security.web.SecurityFilterChain")
class PageGuard extends OncePerRequestFilter {

	static final String REFUSAL = "This page is for the machine that the bot runs on, as nobody has to log in here. "
			+ "With spring-boot-starter-security on the class path it is for whoever logs in.";

	private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		String path = request.getRequestURI().substring(request.getContextPath().length());
		return "GET".equals(request.getMethod()) && (path.equals("/actuator/health")
				|| path.startsWith("/actuator/health/") || path.equals("/actuator/prometheus"));
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (isLoopback(request.getRemoteAddr()) && NAMES.contains(request.getServerName())
				&& isOfThisPage(request.getHeader("Origin"), request)) {
			chain.doFilter(request, response);
			return;
		}
		response.setStatus(HttpServletResponse.SC_FORBIDDEN);
		response.setContentType(MediaType.TEXT_PLAIN_VALUE);
		response.getWriter().println(REFUSAL);
	}

	private static boolean isLoopback(String address) {
		try {
			// An address, so nothing is looked up.
			return InetAddress.getByName(address).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	/* Browsers name the page that asks with all that changes anything. */
	private static boolean isOfThisPage(@Nullable String origin, HttpServletRequest request) {
		if (origin == null) {
			return true;
		}
		try {
			URI asking = URI.create(origin);
			return request.getServerName().equals(asking.getHost()) && asking.getPort() == request.getServerPort();
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
