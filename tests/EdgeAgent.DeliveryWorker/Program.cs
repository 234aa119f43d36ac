using EdgeAgent.DeliveryWorker;

return await Worker.RunAsync(WorkerOptions.Parse(args));
