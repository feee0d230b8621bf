import { plainKernels } from "../src/index.ts";
import { kernelsContract } from "./kernels-contract.ts";

kernelsContract("plainKernels", plainKernels);
