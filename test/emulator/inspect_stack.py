"""Prints as JSON what is really there, asked of each service by its own API, not of CloudFormation."""

import json

import boto3


def client(service):
    return boto3.client(service)


def tables():
    dynamodb = client("dynamodb")
    found = []
    for name in dynamodb.list_tables()["TableNames"]:
        table = dynamodb.describe_table(TableName=name)["Table"]
        backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
        found.append({
            "name": name,
            "keys": {key["KeyType"]: key["AttributeName"] for key in table["KeySchema"]},
            "attributes": {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]},
            "billing": table.get("BillingModeSummary", {}).get("BillingMode"),
            "timeToLive": dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]["TimeToLiveStatus"],
            "pointInTimeRecovery": backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"],
        })
    return found


def roles():
    iam = client("iam")
    found = []
    for role in iam.list_roles()["Roles"]:
        name = role["RoleName"]
        found.append({
            "name": name,
            "trust": role["AssumeRolePolicyDocument"],
            "policies": [
                iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
                for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]
            ],
            "attached": [policy["PolicyArn"] for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]],
        })
    return found


def functions():
    lambdas = client("lambda")
    found = []
    for function in lambdas.list_functions()["Functions"]:
        name = function["FunctionName"]
        try:
            policy = json.loads(lambdas.get_policy(FunctionName=name)["Policy"])
        except lambdas.exceptions.ResourceNotFoundException:
            policy = None
        members = ("Runtime", "Handler", "Timeout", "MemorySize", "Architectures", "Role", "Environment", "CodeSize")
        found.append({"name": name, "arn": function["FunctionArn"], "policy": policy, **{member: function.get(member) for member in members}})
    return found


def apis():
    apigateway = client("apigateway")
    found = []
    for api in apigateway.get_rest_apis()["items"]:
        methods = {}
        for resource in apigateway.get_resources(restApiId=api["id"], embed=["methods"])["items"]:
            for verb, method in resource.get("resourceMethods", {}).items():
                methods[f"{verb} {resource['path']}"] = {
                    "authorization": method["authorizationType"],
                    "type": method["methodIntegration"]["type"],
                    "uri": method["methodIntegration"]["uri"],
                    "responseTransferMode": method["methodIntegration"].get("responseTransferMode"),
                    "timeoutInMillis": method["methodIntegration"].get("timeoutInMillis"),
                }
        stages = [
            {"name": stage["stageName"], "settings": stage.get("methodSettings", {}), "accessLog": stage.get("accessLogSettings", {})}
            for stage in apigateway.get_stages(restApiId=api["id"])["item"]
        ]
        found.append({"id": api["id"], "methods": methods, "stages": stages, "endpoint": api.get("endpointConfiguration", {})})
    return found


def log_groups():
    return [
        {"name": group["logGroupName"], "retention": group.get("retentionInDays")}
        for group in client("logs").describe_log_groups()["logGroups"]
    ]


def stacks():
    cloudformation = client("cloudformation")
    return {
        stack["StackName"]: {
            "status": stack["StackStatus"],
            "resources": {
                resource["LogicalResourceId"]: {"type": resource["ResourceType"], "id": resource["PhysicalResourceId"], "status": resource["ResourceStatus"]}
                for resource in cloudformation.describe_stack_resources(StackName=stack["StackName"])["StackResources"]
            },
        }
        for stack in cloudformation.describe_stacks()["Stacks"]
    }


print(json.dumps({"stacks": stacks(), "tables": tables(), "roles": roles(), "functions": functions(), "apis": apis(), "logGroups": log_groups()}))
