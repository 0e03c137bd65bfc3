# escape=`
FROM mcr.microsoft.com/windows/nanoserver:ltsc2022
ARG UNKNOWN
WORKDIR c:\app
WORKDIR "/with blank"
WORKDIR $UNKNOWN/x
ENV HOME=/home/app
WORKDIR $HOME/x
