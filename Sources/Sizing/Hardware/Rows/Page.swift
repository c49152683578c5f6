/// The pages that the figures of the hardware table stand on.
enum Page {
  static let llmAnalysis = "https://github.com/cli99/llm-analysis, GPU configurations"
  static let a100 =
    "https://glennklockwood.com/garden/processors/A100, after NVIDIA's A100 data sheet"
  static let a100Forms = "https://www.thundercompute.com/blog/nvidia-a100-specs-full-guide"
  static let h100 = "https://glennklockwood.com/garden/processors/h100"
  static let h100PCIe = "NVIDIA H100 PCIe product brief PB-11133-001"
  static let forms = "https://www.kunwar.page/chapter/appendix-d-hardware-reference"
  static let h100Forms = "https://www.exxactcorp.com/blog/HPC/NVIDIA-H100"
  static let economics =
    "https://huggingface.co/datasets/devidasmishra/ai-inference-hardware-economics-2026"
  static let b200 = "https://glennklockwood.com/garden/processors/B200"
  static let b200Memory = "https://github.com/huggingface/huggingface.js/pull/1539"
  static let b200Node =
    "https://docs.vultr.com/inference-cookbook/cuda/getting-started/hardware-overview"
  static let v100T4 = "https://hmc-tech.com/gpu/nvidia-t4-vs-nvidia-v100-sxm"
  static let t4 = "https://hmc-tech.com/gpu/nvidia-a800-40gb-vs-nvidia-t4"
  static let l4 = "https://grokipedia.com/page/NVIDIA_L4_vs_L40S"
  static let l4Half = "half of what NVIDIA prints with sparsity, " + l4
  static let l40s = "https://hmc-tech.com/gpu/nvidia-l40s-vs-nvidia-t40"
  static let l40sSheet = "NVIDIA's L40S data sheet as given at http://rhkb.cn/news/324462.html"
  static let reportedTotals =
    "nvidia-smi totals, https://github.com/modal-labs/modal-client/pull/2797"
  static let reportedH200 = "nvidia-smi total of an NVIDIA H200 in public logs"
  static let reportedB200 = "nvidia-smi total of an NVIDIA B200 in public logs"
  static let ga102 = "NVIDIA Ampere GA102 whitepaper"
  static let rtx3090 =
    "https://cpu-gpu.alldbin.com/graphics-card-comparison/GeForce-RTX-3090-and-Tesla-M40-comparison.html"
  static let geForceTable = "http://rhkb.cn/news/324462.html"
  static let rtx4090 =
    "https://hmc-tech.com/gpus/nvidia-geforce-rtx-4090-vs-nvidia-geforce-rtx-5050"
  static let rtx4090Launch = "https://gfxspeak.com/featured/nvidias-latest-lovelace/"
  static let rtx5090 = "https://www.spheron.network/blog/nvidia-rtx-5090-specs/"
  static let rtx5090FP32 = "https://github.com/MatrixSP/pytorch-gpu-benchmark"
  static let rtx5090CUDA =
    "CUDA total, https://huggingface.co/datasets/dnakov/consumer-mamf"
  static let mi250x =
    "AMD's table at https://zexron.com/amd-mi250-x-aldebaran-as-mcm-with-up-to-479-teraflop-s-and-560-watt-tdp"
  static let mi250xLink = "https://gpu.blog/gpus/instinct-mi250x-mi250x"
  static let mi300x = "https://gpu.blog/gpus/instinct-mi300x-mi300x"
  static let mi300xRates =
    "http://llmbook.apartsin.com/appendices/appendix-g-hardware-compute/section-g.1.html"
  static let genZ = "https://github.com/abhibambhaniya/GenZ-LLM-Analyzer, system table"
  static let mi300xMemory =
    "rocm-smi total, https://github.com/ROCm/legacy-rocm-build/issues/4750"
  static let v5e = "https://docs.cloud.google.com/tpu/docs/v5e"
  static let v5p = "https://docs.cloud.google.com/tpu/docs/v5p-training"
  static let agxOrin = "https://blog.us.fixstars.com/?p=1855"
  static let agxOrinBrief =
    "NVIDIA's Jetson AGX Orin technical brief as given at http://mzph.cn/web/30785.shtml"
  static let orinNX = "NVIDIA Jetson Orin NX data sheet"
  static let orinNano =
    "https://www.brojogopalsapui.com/ai-foundations/sub_contents/AI_hardware/jetson_orin_nano_light.html"
  static let jetsonNano =
    "https://cpu-gpu.alldbin.com/graphics-card-comparison/Jetson-TX2-GPU-and-Jetson-Nano-comparison.html"
  static let pi5 = "http://hellomatik.com/research/hitting-the-memory-wall-30b-moe-raspberry-pi"
  static let pi4 = "https://johnsonfrancis.org/techworld/raspberry-pi-4"
  static let pi5Board = "https://education.raspberrypiaustralia.online/raspberry-pi-5-8gb-model"
  static let appleBandwidth = "bandwidth table of https://github.com/AlexsJones/llmfit"
  static let appleRates = "https://github.com/huggingface/huggingface.js/pull/1044"
  static let apple = "Apple's technical specifications"
  static let workingSet = "https://github.com/ggml-org/llama.cpp/issues/1870"
}
