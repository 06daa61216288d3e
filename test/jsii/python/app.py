"""An app as a user of Python writes it; test/jsii/app.mjs is the same in JavaScript, and their templates are compared."""

import os

from aws_cdk import App, CfnOutput, Duration, Environment, RemovalPolicy
from cdk_resilient_inference import (
    Affinity,
    ApplicationProfiles,
    Capacity,
    GatewayAuth,
    GuaranteedShare,
    InferenceAccountRole,
    InferenceTarget,
    LedgerFailurePolicy,
    MidStreamPolicy,
    ModelOptions,
    Priority,
    Quota,
    ResilientInferenceStack,
    RouteProps,
    RoutingStrategy,
    ShardSelection,
    TenantProps,
    TenantShare,
    TierProps,
    TokenPrice,
)

app = App(outdir=os.environ["CDK_OUTDIR"], analytics_reporting=False)

stack = ResilientInferenceStack(
    app,
    "Inference",
    env=Environment(account="111111111111", region="us-east-1"),
    removal_policy=RemovalPolicy.RETAIN,
    routes={
        "claude-sonnet": RouteProps(
            targets=[
                InferenceTarget.cross_region("us.anthropic.claude-sonnet-4-6", weight=3),
                InferenceTarget.cross_region(
                    "us.anthropic.claude-sonnet-4-6",
                    role_arn=InferenceAccountRole.arn_for("222222222222", "inference-shard"),
                    external_id="of-the-app",
                ),
            ],
            strategy=RoutingStrategy.round_robin(),
            fallbacks=[
                TierProps(
                    targets=[
                        InferenceTarget.global_cross_region(
                            "global.anthropic.claude-sonnet-4-6", capacity=Capacity(requests_per_minute=100)
                        )
                    ]
                )
            ],
            default_max_tokens=1_000,
            max_tokens_ceiling=8_000,
            deadline=Duration.minutes(2),
            mid_stream=MidStreamPolicy.resume(),
        ),
        "nova": RouteProps(
            targets=[InferenceTarget.on_demand("amazon.nova-pro-v1:0", burndown=1)],
            affinity=Affinity.header("x-conversation-id"),
        ),
    },
    tenants={
        "team-a": TenantProps(
            quota=Quota(requests_per_minute=60, usd_per_day=20),
            routes=["claude-sonnet"],
            shards=ShardSelection.pinned("home"),
            on_ledger_failure=LedgerFailurePolicy.FAIL_OPEN,
            share=TenantShare(guaranteed=GuaranteedShare(requests_per_minute=10), weight=2, priority=Priority.BATCH),
        ),
        "team-b": TenantProps(),
    },
    models={"amazon.nova-pro": ModelOptions(price=TokenPrice(input_per_million_tokens=1, output_per_million_tokens=4))},
    auth=GatewayAuth.api_keys(),
    application_profiles=ApplicationProfiles.per_tenant(tags={"cost-center": "4711"}),
    token_counting=True,
)

# What grants and metrics give has to come through as well.
CfnOutput(stack, "Requests", value=stack.inference.metric_requests(period=Duration.minutes(1)).metric_name)
CfnOutput(stack, "Url", value=stack.inference.url)

app.synth()
