// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Rights} from "../../../contracts/common/Rights.sol";
import {OrgId} from "../../../contracts/common/OrgId.sol";
import {IConsortiumRegistry} from "../../../contracts/consortium/IConsortiumRegistry.sol";
import {Books} from "./Books.sol";

/// @notice Admission, standing, emergencies, identity checks.
abstract contract OrganisationActs is Books {
    uint256 private constant MOST_ORGANISATIONS = 12;

    function admit(uint256 seed, uint256 kycLasts) external {
        if (organisationCount == MOST_ORGANISATIONS) return;
        uint256 key = _freshKey();
        IConsortiumRegistry.Application memory request = IConsortiumRegistry.Application({
            name: "Newcomer",
            legalId: keccak256(abi.encode(key)),
            capabilities: 1,
            kycExpiresAt: timeNow() + uint40(bound(kycLasts, 1, 30 days)),
            admin: vm.addr(key)
        });
        assertTrue(
            _attempt(request.admin, abi.encodeCall(IConsortiumRegistry.applyForMembership, (request))),
            "anyone applies"
        );
        if (!_attemptAsAlliance(seed, abi.encodeCall(IConsortiumRegistry.admit, (request)))) return;
        _bookOrganisation(request.kycExpiresAt);
        _bookAccount(organisationCount, key, Rights.ADMIN | Rights.OPERATOR);
        _bookEntry(
            IConsortiumRegistry.OrganisationAdmitted.selector,
            abi.encode(uint32(organisationCount), request)
        );
    }

    function suspend(uint256 which, uint256 seed) external {
        uint256 i = seed % 2 == 0 ? _someOutcast(which) : _someOrganisation(which);
        if (!_attemptAsAlliance(seed, abi.encodeCall(IConsortiumRegistry.suspend, (org(i), REASON)))) return;
        _organisations[i].suspended = true;
        _organisations[i].emergencyEnds = 0;
        _bookEntry(IConsortiumRegistry.OrganisationSuspended.selector, abi.encode(i, REASON));
    }

    function reinstate(uint256 which, uint256 seed) external {
        uint256 i = _someOutcast(which);
        if (!_attemptAsAlliance(seed, abi.encodeCall(IConsortiumRegistry.reinstate, (org(i))))) return;
        _organisations[i].suspended = false;
        _organisations[i].emergencyEnds = 0;
        _bookEntry(IConsortiumRegistry.OrganisationReinstated.selector, abi.encode(i));
    }

    /// @dev Seldom, or nobody would be left.
    function expel(uint256 which, uint256 seed) external {
        if (seed % 8 > 1) return;
        uint256 i = _someOrganisation(which);
        if (!_attemptAsAlliance(seed, abi.encodeCall(IConsortiumRegistry.expel, (org(i), REASON)))) return;
        _organisations[i].expelled = true;
        _bookEntry(IConsortiumRegistry.OrganisationExpelled.selector, abi.encode(i, REASON));
    }

    /// @dev One admin each of the first organisations that have a vote endorses, the accused now and then among them.
    function suspendInEmergency(uint256 which, uint256 seed) external {
        uint256 i = _someOrganisation(which);
        uint256 tolerated = (membersBooked() - 1) / 3;
        (IConsortiumRegistry.Endorsement[] memory list, OrgId[] memory endorsers) = _endorse(i, seed);
        uint256 running = _emergenciesRunning();
        if (
            !_attempt(
                _someone(seed),
                abi.encodeCall(IConsortiumRegistry.emergencySuspend, (org(i), REASON, timeNow(), list))
            )
        ) return;
        assertTrue(running < tolerated, "more emergencies than may fail together");
        assertTrue(list.length > tolerated, "fewer endorsers than f+1");
        uint40 ends = timeNow() + EMERGENCY_PERIOD;
        _organisations[i].emergencyEnds = ends;
        _bookEntry(
            IConsortiumRegistry.OrganisationEmergencySuspended.selector,
            abi.encode(i, ends, REASON, endorsers)
        );
    }

    function setCapabilities(uint256 which, uint16 capabilities, uint256 seed) external {
        uint256 i = _someOrganisation(which);
        uint16 previous = registry.capabilitiesOf(org(i));
        bytes memory call = abi.encodeCall(IConsortiumRegistry.setCapabilities, (org(i), capabilities));
        if (!_attemptAsAlliance(seed, call)) return;
        _bookEntry(IConsortiumRegistry.CapabilitiesChanged.selector, abi.encode(i, capabilities, previous));
    }

    function renewKyc(uint256 which, uint256 lasts, uint256 seed) external {
        uint256 i = _someOrganisation(which);
        uint40 expiresAt = timeNow() + uint40(bound(lasts, 0, 60 days));
        uint40 previous = _organisations[i].kycExpiresAt;
        address caller = seed % 4 == 0 ? _someone(seed >> 8) : registrar();
        if (!_attempt(caller, abi.encodeCall(IConsortiumRegistry.renewKyc, (org(i), expiresAt)))) return;
        assertEq(caller, registrar(), "the registrar's own act");
        assertTrue(expiresAt > previous, "an identity check moved back");
        _organisations[i].kycExpiresAt = expiresAt;
        _bookEntry(IConsortiumRegistry.KycRenewed.selector, abi.encode(i, expiresAt, previous));
    }

    function _endorse(
        uint256 accused,
        uint256 seed
    ) private view returns (IConsortiumRegistry.Endorsement[] memory list, OrgId[] memory endorsers) {
        uint256 count = registry.emergencyQuorum();
        list = new IConsortiumRegistry.Endorsement[](count);
        endorsers = new OrgId[](count);
        uint256 found_ = 0;
        for (uint256 i = 1; i <= organisationCount && found_ < count; ++i) {
            if (i == accused && seed % 4 != 0) continue;
            address signer = _someAdmin(i, 1);
            if (OrgId.unwrap(registry.voterOf(signer)) != i) continue;
            list[found_] = endorsedBy(_accounts[signer].key, org(accused), REASON, timeNow());
            endorsers[found_++] = org(i);
        }
    }

    function _emergenciesRunning() private view returns (uint256 running) {
        for (uint256 i = 1; i <= organisationCount; ++i) {
            if (statusBooked(i) == IConsortiumRegistry.Status.EmergencySuspended) ++running;
        }
    }
}
