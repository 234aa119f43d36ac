using EdgeAgent.ModelsWorker;

return await Worker.RunAsync(args);
