"""Synthesizes the app, and prints what a mistake in another one is answered: in one process, since each start of jsii takes seconds."""

import runpy
from pathlib import Path

from aws_cdk import App
from cdk_resilient_inference import ResilientInferenceStack

runpy.run_path(str(Path(__file__).with_name("app.py")))
try:
    ResilientInferenceStack(App(), "Inference", routes={})
except RuntimeError as error:
    print(error)
