package dev.holdfast.store.s3;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;

/// Takes the dates out of answers. Nobody here wants them, and to read the first one Java loads
/// the names of months in all their forms: 60 ms of every run.
final class WithoutDates implements ExecutionInterceptor {

    @Override
    public SdkHttpResponse modifyHttpResponse(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        return context.httpResponse().toBuilder().removeHeader("Last-Modified").build();
    }
}
