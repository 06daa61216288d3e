import dev.cdkresilientinference.Affinity;
import dev.cdkresilientinference.ApplicationProfileOptions;
import dev.cdkresilientinference.ApplicationProfiles;
import dev.cdkresilientinference.Capacity;
import dev.cdkresilientinference.CrossRegionTargetOptions;
import dev.cdkresilientinference.GatewayAuth;
import dev.cdkresilientinference.GuaranteedShare;
import dev.cdkresilientinference.InferenceAccountRole;
import dev.cdkresilientinference.InferenceTarget;
import dev.cdkresilientinference.LedgerFailurePolicy;
import dev.cdkresilientinference.MidStreamPolicy;
import dev.cdkresilientinference.ModelOptions;
import dev.cdkresilientinference.OnDemandTargetOptions;
import dev.cdkresilientinference.Priority;
import dev.cdkresilientinference.Quota;
import dev.cdkresilientinference.ResilientInferenceStack;
import dev.cdkresilientinference.RouteProps;
import dev.cdkresilientinference.RoutingStrategy;
import dev.cdkresilientinference.ShardSelection;
import dev.cdkresilientinference.TenantProps;
import dev.cdkresilientinference.TenantShare;
import dev.cdkresilientinference.TierProps;
import dev.cdkresilientinference.TokenPrice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;

/** An app as a user of Java writes it; test/jsii/app.cjs is the same in JavaScript, and their templates are compared. */
public final class GatewayApp {
    public static void main(final String[] args) {
        final App app = new App(AppProps.builder().outdir(System.getenv("CDK_OUTDIR")).analyticsReporting(false).build());

        // In the order in which they are written: it is that of the plan.
        final Map<String, RouteProps> routes = new LinkedHashMap<>();
        routes.put("claude-sonnet", RouteProps.builder()
            .targets(List.of(
                InferenceTarget.crossRegion("us.anthropic.claude-sonnet-4-6", CrossRegionTargetOptions.builder().weight(3).build()),
                InferenceTarget.crossRegion("us.anthropic.claude-sonnet-4-6", CrossRegionTargetOptions.builder()
                    .roleArn(InferenceAccountRole.arnFor("222222222222", "inference-shard"))
                    .externalId("of-the-app")
                    .build())))
            .strategy(RoutingStrategy.roundRobin())
            .fallbacks(List.of(TierProps.builder()
                .targets(List.of(InferenceTarget.globalCrossRegion("global.anthropic.claude-sonnet-4-6", CrossRegionTargetOptions.builder()
                    .capacity(Capacity.builder().requestsPerMinute(100).build())
                    .build())))
                .build()))
            .defaultMaxTokens(1_000)
            .maxTokensCeiling(8_000)
            .deadline(Duration.minutes(2))
            .midStream(MidStreamPolicy.resume())
            .build());
        routes.put("nova", RouteProps.builder()
            .targets(List.of(InferenceTarget.onDemand("amazon.nova-pro-v1:0", OnDemandTargetOptions.builder().burndown(1).build())))
            .affinity(Affinity.header("x-conversation-id"))
            .build());

        final Map<String, TenantProps> tenants = new LinkedHashMap<>();
        tenants.put("team-a", TenantProps.builder()
            .quota(Quota.builder().requestsPerMinute(60).usdPerDay(20).build())
            .routes(List.of("claude-sonnet"))
            .shards(ShardSelection.pinned("home"))
            .onLedgerFailure(LedgerFailurePolicy.FAIL_OPEN)
            .share(TenantShare.builder()
                .guaranteed(GuaranteedShare.builder().requestsPerMinute(10).build())
                .weight(2)
                .priority(Priority.BATCH)
                .build())
            .build());
        tenants.put("team-b", TenantProps.builder().build());

        final ResilientInferenceStack stack = ResilientInferenceStack.Builder.create(app, "Inference")
            .env(Environment.builder().account("111111111111").region("us-east-1").build())
            .removalPolicy(RemovalPolicy.RETAIN)
            .routes(routes)
            .tenants(tenants)
            .models(Map.of("amazon.nova-pro", ModelOptions.builder()
                .price(TokenPrice.builder().inputPerMillionTokens(1).outputPerMillionTokens(4).build())
                .build()))
            .auth(GatewayAuth.apiKeys())
            .applicationProfiles(ApplicationProfiles.perTenant(ApplicationProfileOptions.builder().tags(Map.of("cost-center", "4711")).build()))
            .tokenCounting(true)
            .build();

        // What grants and metrics give has to come through as well.
        CfnOutput.Builder.create(stack, "Requests")
            .value(stack.getInference().metricRequests(MetricOptions.builder().period(Duration.minutes(1)).build()).getMetricName())
            .build();
        CfnOutput.Builder.create(stack, "Url").value(stack.getInference().getUrl()).build();

        app.synth();
    }
}
